import Domain

extension OpenAPIDocument {
    /// Users, tokens and logins.
    static let accessSchemas: [String: JSONValue] = [
        "Principal": Schema.answer(["id": Schema.text, "name": Schema.text, "role": Schema.choice(Role.self)]),
        "Login": Schema.answer([
            "access_token": Schema.text, "token_type": Schema.text, "expires_in": Schema.integer,
            "user": Schema.the("Principal"),
        ]),
        "WhoAmI": Schema.answer([
            "user": Schema.the("Principal"), "login_required": Schema.flag, "logged_in": Schema.flag,
            "by_password": Schema.flag, "expires_at": Schema.orNull(Schema.time),
        ]),
        "Ticket": Schema.answer(["ticket": Schema.text, "expires_in": Schema.integer]),
        "User": Schema.answer([
            "id": Schema.id, "name": Schema.text, "role": Schema.choice(Role.self), "has_password": Schema.flag,
            "disabled": Schema.flag, "created_at": Schema.time, "updated_at": Schema.time,
        ]),
        "NewUser": Schema.request(
            ["name": Schema.text(1...64), "role": Schema.choice(Role.self)],
            optional: ["password": password, "disabled": Schema.flag]),
        "UserChange": Schema.request(
            [:], optional: ["role": Schema.choice(Role.self), "password": password, "disabled": Schema.flag]),
        "Token": Schema.answer(
            [
                "id": Schema.id, "user_id": Schema.id, "name": Schema.text,
                "role": Schema.orNull(["type": "string"]), "created_at": Schema.time,
                "last_used_at": Schema.orNull(Schema.time), "expires_at": Schema.orNull(Schema.time),
                "revoked_at": Schema.orNull(Schema.time),
            ], sometimes: ["token": Schema.text]),
        "NewToken": Schema.request(
            ["user_id": Schema.text(1...64)],
            optional: [
                "name": Schema.text(1...100), "role": Schema.choice(Role.self), "expires_at": Schema.time,
            ]),
    ]

    private static let password = Schema.text(UserDraft.shortestPassword...256)

    /// The ways to say who one is.
    static let securitySchemes: JSONValue = [
        "bearer": [
            "type": "http", "scheme": "bearer",
            "description": "An API token (`skein user token`), or the `access_token` of a login.",
        ],
        "cookie": ["type": "apiKey", "in": "cookie", "name": "skein_session", "description": "What a login sets."],
    ]
}
