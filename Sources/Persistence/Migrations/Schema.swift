public import SQL

/// The schema's whole history, oldest first.
public enum Schema {
    public static let migrator = Migrator([
        initialSchema, workflowSchema, parkedTimeSchema, rerunAndUsageSchema, accessSchema, secretSchema, auditSchema,
        pruningSchema,
    ])
}
