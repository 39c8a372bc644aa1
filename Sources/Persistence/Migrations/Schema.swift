public import SQL

/// The schema's whole history, oldest first.
public enum Schema {
    public static let migrator = Migrator([
        initialSchema, workflowSchema, parkedTimeSchema, rerunAndUsageSchema,
        Migration(5, "reserved", []), Migration(6, "reserved", []), Migration(7, "reserved", []),
        pruningSchema,
    ])
}
