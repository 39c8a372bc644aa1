/// The cookie that keeps a browser logged in: no script can read it, and no other site can have it sent.
enum SessionCookie {
    private static let name = "skein_session"

    /// - Parameter isSecure: the browser speaks TLS with us, or with the proxy before us.
    static func set(_ token: String, lifetime: Int, isSecure: Bool) -> String {
        "\(name)=\(token); Path=/; Max-Age=\(lifetime); HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
    }

    static func clear(isSecure: Bool) -> String {
        set("", lifetime: 0, isSecure: isSecure)
    }

    /// The token in `Cookie` headers.
    static func value(in headers: [String]) -> String? {
        for pair in headers.flatMap({ $0.split(separator: ";") }) {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name else { continue }
            return parts[1].filter { $0 != " " }
        }
        return nil
    }
}
