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
        guard let name = Self.name(of: host.lowercased()) else { return false }
        return Self.loopback.contains(name) || hosts.contains(name)
            || allowsAddresses && Self.isAddress(name)
    }

    /// Whether the operator listed any.
    var hasListedOrigins: Bool { !origins.isEmpty }

    /// Whether the operator listed it.
    func lists(origin: String) -> Bool {
        origins.contains(origin.lowercased())
    }

    /// - Parameters:
    ///   - origin: the `Origin` header; nil (a client that is no browser) is allowed.
    ///   - visitor: of the same request; the origin of an encrypted connection is one, too.
    func allows(origin: String?, visitor: Visitor) -> Bool {
        guard let origin = origin?.lowercased() else { return true }
        let host = visitor.host?.lowercased() ?? ""
        // A proxy that nobody told us of may have taken the encryption off.
        return origin == "https://\(host)" || (!visitor.isSecure && origin == "http://\(host)") || lists(origin: origin)
    }

    private static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    private static func isAddress(_ name: String) -> Bool {
        name.hasPrefix("[") || name.wholeMatch(of: /\d{1,3}(\.\d{1,3}){3}/) != nil
    }

    /// The name in a `Host` header; nil for one that is more than a name and a port. (Every request is asked; a regular
    /// expression would take longer than all else that is asked of it.)
    private static func name(of host: String) -> String? {
        let isBracketed = host.hasPrefix("[")
        let end = isBracketed ? host.firstIndex(of: "]").map(host.index(after:)) : host.firstIndex(of: ":") ?? host.endIndex
        guard let end, isPort(host[end...]) else { return nil }
        let name = host[..<end]
        let isName =
            isBracketed ? isAddressLiteral(name.dropFirst().dropLast()) : !name.isEmpty && name.utf8.allSatisfy(isOfName)
        return isName ? String(name) : nil
    }

    /// Nothing, or a colon and one to five digits.
    private static func isPort(_ text: Substring) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.isEmpty || (text.hasPrefix(":") && 1...5 ~= digits.count && digits.allSatisfy(isDigit))
    }

    private static func isAddressLiteral(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { isDigit($0) || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 || ":.".utf8.contains($0) }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || "._-".utf8.contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
}
