import Domain

extension Operation {
    static let access: [Operation] = [
        Operation(
            "POST", "/api/auth/login", "logIn", "Access",
            "Lets a user in by username and password, or by an API token; sets a cookie for browsers.",
            body: Schema.request(
                [:], optional: ["username": Schema.text, "password": Schema.text, "token": Schema.text]),
            answer: Schema.the("Login"), errors: [401, 429]
        ).open(),
        Operation(
            "POST", "/api/auth/logout", "logOut", "Access", "Ends the login, on every connection.",
            answer: Schema.the("Deletion")
        ).open(),
        Operation(
            "GET", "/api/auth/me", "whoAmI", "Access", "Who the server takes the client for.",
            answer: Schema.the("WhoAmI")),
        Operation(
            "POST", "/api/auth/ticket", "issueTicket", "Access",
            "A ticket for `?ticket=` of one WebSocket or event stream, for clients that can set neither header nor cookie.",
            answer: Schema.the("Ticket")
        ).needing(.viewer),
        Operation(
            "POST", "/api/auth/password", "changePassword", "Access",
            "Changes one's own password; all sessions of the old one end.",
            body: Schema.request(["current_password": Schema.text, "new_password": Schema.text]),
            answer: Schema.the("Deletion"), errors: [404, 429]
        ).needing(.viewer),
        Operation(
            "GET", "/api/users", "listUsers", "Access", "Who may use the server.",
            answer: Schema.list(Schema.the("User"))
        ).needing(.admin),
        Operation(
            "POST", "/api/users", "createUser", "Access", "Adds a user.", body: Schema.the("NewUser"),
            answer: Schema.the("User"), errors: [409]
        ).needing(.admin),
        Operation(
            "PUT", "/api/users/{id}", "updateUser", "Access",
            "Changes role or password, or shuts the user out; it acts at once.", body: Schema.the("UserChange"),
            answer: Schema.the("User"), errors: [409]
        ).needing(.admin),
        Operation(
            "GET", "/api/tokens", "listTokens", "Access", "The tokens of users, without the tokens themselves.",
            query: [.query("user_id", "Only this user's.")], answer: Schema.list(Schema.the("Token"))
        ).needing(.admin),
        Operation(
            "POST", "/api/tokens", "createToken", "Access", "Makes a token; only this answer shows it.",
            body: Schema.the("NewToken"), answer: Schema.the("Token"), errors: [404]
        ).needing(.admin),
        Operation(
            "DELETE", "/api/tokens/{id}", "revokeToken", "Access", "Revokes a token; what is open by it is closed.",
            answer: Schema.the("Token")
        ).needing(.admin),
    ]
}
