import HTTPTypes

/// Which hosts and origins may speak to the server.
///
/// The host check stops DNS rebinding, the origin check cross-site requests: a page from elsewhere in the user's browser
/// can reach a loopback port, but can fake neither header.
public struct AccessPolicy: Sendable {
    private let hosts: Set<String>
    private let origins: Set<String>
    private let allowsAddresses: Bool

    /// - Parameters:
    ///   - hosts: names and addresses besides the loopback ones, without port; `*` allows any.
    ///   - allowsAddresses: answers for every bare IP address. DNS rebinding needs a name, so that is safe where the server
    ///     is meant to be reached from elsewhere.
    ///   - origins: allowed besides the server's own, such as `https://tools.example.com`.
    public init(hosts: [String] = [], allowsAddresses: Bool = false, origins: [String] = []) {
        self.allowsAddresses = allowsAddresses
        self.hosts = Set(hosts.map { $0.lowercased() })
        self.origins = Set(origins.map { $0.lowercased() })
    }

    /// - Parameter host: the `Host` header, with or without port.
    public func allows(host: String) -> Bool {
        if hosts.contains("*") { return true }
        let name = Self.name(of: host.lowercased())
        return Self.loopback.contains(name) || hosts.contains(name)
            || allowsAddresses && Self.isAddress(name)
    }

    /// - Parameters:
    ///   - origin: the `Origin` header; nil (a client that is no browser) is allowed.
    ///   - host: the `Host` header of the same request.
    public func allows(origin: String?, host: String) -> Bool {
        guard let origin = origin?.lowercased() else { return true }
        return origin == "http://\(host.lowercased())" || origin == "https://\(host.lowercased())"
            || origins.contains(origin)
    }

    private static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    private static func isAddress(_ name: String) -> Bool {
        name.hasPrefix("[") || name.wholeMatch(of: /\d{1,3}(\.\d{1,3}){3}/) != nil
    }

    private static func name(of host: String) -> String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
        return String(host.prefix { $0 != ":" })
    }
}
