import Credentials
import Crypto
import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("Attacks: forged and stolen credentials") struct AccessForgeryTests {
    private static let secret = "the secret that a test may know, and nobody else"

    @Test("no token lets anybody in but what the server made, unchanged, for itself, now")
    func forged() async throws {
        try await AccessBed.with(["SECRET_KEY": Self.secret, "ACCESS_TOKEN_EXPIRE_MINUTES": "7"]) { bed in
            let login = try await bed.logIn("the-operator")
            let good = login.json["access_token"]?.stringValue ?? ""
            #expect(login.json["token_type"] == "bearer" && login.json["expires_in"] == 420)
            #expect(try await bed.send(.GET, "/api/agents", token: good).status == 200)
            let parts = good.split(separator: ".").map(String.init)
            let claims = try JSONValue(parsing: Self.decode(parts[1]))
            func jwt(_ changes: [String: JSONValue] = [:], alg: String = "HS256", key: String = Self.secret) -> String {
                Self.jwt(claims, changes, alg: alg, key: key)
            }
            #expect(try await bed.send(.GET, "/api/agents", token: jwt()).status == 200, "the test can sign")
            let admin = JSONValue.string(bed.users[.admin] ?? "")
            let forged: [String: String] = [
                "none": jwt(alg: "none").split(separator: ".").dropLast().joined(separator: ".") + ".",
                "none, signed": jwt(alg: "none"), "HS512 by name": jwt(alg: "HS512"), "lower case": jwt(alg: "hs256"),
                "another key": jwt(key: "another secret that is long enough to be one"), "empty key": jwt(key: ""),
                "another user, old signature": "\(parts[0]).\(Self.encode(Self.merged(claims, ["sub": admin]))).\(parts[2])",
                "expired": jwt(["exp": 1_700_000_000]), "made in the future": jwt(["iat": 33_000_000_000]),
                "wrong audience": jwt(["aud": "another-api"]), "several audiences": jwt(["aud": ["skein-api", "x"]]),
                "wrong issuer": jwt(["iss": "evil"]), "nobody": jwt(["sub": ""]), "unknown user": jwt(["sub": "no"]),
                "another epoch": jwt(["epoch": 1]), "a token that is not there": jwt(["tok": "none"]),
                "an API token, cut": String((bed.tokens[.admin] ?? "").dropLast()),
                "an API token, changed": String((bed.tokens[.admin] ?? "").dropLast()) + "!",
                "its digest": BearerToken(bed.tokens[.admin] ?? "")?.digest ?? "",
            ]
            for (what, token) in forged {
                let answer = try await bed.send(.GET, "/api/agents", token: token)
                #expect(answer.status == 401, "\(what)")
                #expect(answer.headers.first(name: "www-authenticate") == #"Bearer error="invalid_token""#, "\(what)")
            }
            for header in ["Basic YWRtaW46YWRtaW4=", "Bearer", "Bearer ", good, "Bearer \(good) \(good)", "Token \(good)"] {
                #expect(
                    try await bed.send(.GET, "/api/agents", headers: ["authorization": header]).status == 401, "\(header)")
            }
            for query in ["token", "access_token", "ticket"] {
                #expect(try await bed.send(.GET, "/api/agents?\(query)=\(good)").status == 401, "\(query)")
            }
            #expect(try await bed.send(.GET, "/api/agents", headers: ["cookie": "skein_session=x"]).status == 401)
            let api = "skein_session=\(bed.tokens[.admin] ?? "")"
            #expect(try await bed.send(.GET, "/api/agents", headers: ["cookie": api]).status == 401)
            #expect(!bed.server.log.contains(good) && !bed.server.log.contains(Self.secret))
        }
    }

    @Test("a logout ends the login everywhere, also after a restart; a revoked token is worth nothing")
    func revoked() async throws {
        try await AccessBed.with { bed in
            let login = try await bed.logIn("the-viewer")
            let token = login.json["access_token"]?.stringValue ?? ""
            let other = try await bed.logIn("the-viewer").json["access_token"]?.stringValue ?? ""
            let out = try await bed.send(.POST, "/api/auth/logout", [:], token: token)
            #expect(out.headers.first(name: "set-cookie")?.contains("Max-Age=0") == true)
            let list = try await bed.server.get("/api/tokens?user_id=\(bed.users[.operator] ?? "")")
            let id = list.arrayValue?.first?["id"]?.stringValue ?? ""
            try await bed.server.request(.DELETE, "/api/tokens/\(id)")
            for _ in 0..<2 {
                #expect(try await bed.send(.GET, "/api/agents", token: token).status == 401)
                #expect(try await bed.send(.GET, "/api/agents", headers: ["cookie": AccessBed.cookie(login)]).status == 401)
                #expect(try await bed.send(.GET, "/api/agents", token: other).status == 200)
                #expect(try await bed.send(.GET, "/api/agents", token: bed.tokens[.operator]).status == 401)
                try await bed.server.killAndRestart()
            }
            for file in try FileManager.default.contentsOfDirectory(at: bed.server.data, includingPropertiesForKeys: nil)
            where file.lastPathComponent.hasPrefix("skein.db") {
                let bytes = try Data(contentsOf: file)
                for secret in [bed.tokens[.admin] ?? "", AccessBed.password, token] {
                    #expect(bytes.range(of: Data(secret.utf8)) == nil, "a credential lies in \(file.lastPathComponent)")
                }
            }
        }
    }

    private static func jwt(
        _ claims: JSONValue, _ changes: [String: JSONValue], alg: String, key: String
    ) -> String {
        let input = "\(encode(["alg": .string(alg), "typ": "JWT"])).\(encode(merged(claims, changes)))"
        let code = HMAC<SHA256>.authenticationCode(for: Data(input.utf8), using: SymmetricKey(data: Data(key.utf8)))
        return "\(input).\(base64URL(Data(code)))"
    }

    private static func merged(_ claims: JSONValue, _ changes: [String: JSONValue]) -> JSONValue {
        .object((claims.objectValue ?? [:]).merging(changes) { $1 })
    }

    private static func encode(_ json: JSONValue) -> String { base64URL(Data(json.text.utf8)) }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func decode(_ part: String) -> Data {
        let plain = part.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)) ?? Data()
    }
}
