import Foundation

/// The credentials among the variables of an environment.
public enum EnvironmentCredentials {
    private static let words: Set<Substring> = [
        "KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "CREDENTIALS", "APIKEY",
    ]
    /// These tell where something is, or how it is used.
    private static let places: Set<Substring> = ["FILE", "PATH", "DIR", "ID", "ALGORITHM", "MINUTES", "TTL", "URL"]

    /// Values that must not be shown, with the names that are shown for them: what its name says to be a credential, and the
    /// password in a URL.
    public static func find(in environment: [String: String]) -> [(name: String, value: String)] {
        environment.sorted { $0.key < $1.key }.flatMap { name, value -> [(name: String, value: String)] in
            let parts = name.uppercased().split(separator: "_")
            let isCredential = parts.contains(where: words.contains) && !places.contains(parts.last ?? "")
            let passwords = [password(in: value)].compactMap { $0 }
            return (isCredential ? [value] : passwords).map { (name, $0) }
        }
    }

    private static func password(in text: String) -> String? {
        guard text.contains("://"), text.contains("@"), let url = URLComponents(string: text) else { return nil }
        return url.password
    }
}
