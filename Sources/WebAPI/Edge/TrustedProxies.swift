/// The proxies whose word about the visitor is taken; from anybody else such headers mean nothing.
public struct TrustedProxies: Sendable {
    private let networks: [IPNetwork]

    public init(_ networks: [IPNetwork] = []) {
        self.networks = networks
    }

    /// Two kinds of headers that name different visitors: a proxy let one of them through from outside.
    struct Contradiction: Error {}

    func contains(_ address: IPAddress?) -> Bool {
        guard let address else { return false }
        return networks.contains { $0.contains(address) }
    }

    /// - Parameters:
    ///   - direct: as the connection and the request itself say it.
    ///   - values: the values of a header by its name in lower case, in their order.
    func visitor(behind direct: Visitor, _ values: (String) -> [String]) throws(Contradiction) -> Visitor {
        guard contains(direct.address) else { return direct }
        let (old, new) = (ForwardedHop.list(xForwarded: values), ForwardedHop.list(forwarded: values("forwarded")))
        var visitor = direct
        if !old.isEmpty, !new.isEmpty, farthest(old, direct)?.address != farthest(new, direct)?.address {
            throw Contradiction()
        }
        if let hop = farthest(new.isEmpty ? old : new, direct) {
            visitor.address = hop.address
            visitor.isSecure = hop.scheme.map { $0 == "https" } ?? direct.isSecure
            visitor.host = hop.host ?? direct.host
        }
        if let scheme = last(values("x-forwarded-proto")), new.isEmpty { visitor.isSecure = scheme.lowercased() == "https" }
        if let host = last(values("x-forwarded-host")), new.isEmpty { visitor.host = host }
        return visitor
    }

    /// The hop that the outermost trusted proxy wrote: what stands before it, anybody may have made up.
    private func farthest(_ hops: [ForwardedHop], _ direct: Visitor) -> ForwardedHop? {
        var farthest: ForwardedHop?
        for hop in hops.reversed() {
            guard hop.address != nil else { break }
            farthest = hop
            guard contains(hop.address) else { break }
        }
        return farthest
    }

    private func last(_ values: [String]) -> String? {
        values.last?.split(separator: ",").last.map { $0.trimming { $0 == " " } }
    }
}

/// What one proxy says of whoever spoke to it.
struct ForwardedHop: Equatable {
    /// Nil for an obfuscated or unknown one, and for what is no address.
    var address: IPAddress?
    var scheme: String?
    var host: String?

    static func list(xForwarded values: (String) -> [String]) -> [ForwardedHop] {
        values("x-forwarded-for").flatMap { $0.split(separator: ",") }.map { entry in
            ForwardedHop(address: IPAddress(entry.trimming { $0 == " " || $0 == "\t" }))
        }
    }

    /// RFC 7239.
    static func list(forwarded values: [String]) -> [ForwardedHop] {
        values.flatMap { split($0, at: ",") }.map { element in
            var hop = ForwardedHop()
            for pair in split(element, at: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1).map { $0.trimming { $0 == " " || $0 == "\t" } }
                guard parts.count == 2 else { continue }
                let value = parts[1].trimming { $0 == "\"" }
                switch parts[0].lowercased() {
                case "for": hop.address = IPAddress(value)
                case "proto": hop.scheme = value.lowercased()
                case "host": hop.host = value
                default: break
                }
            }
            return hop
        }
    }

    /// Splits, but not within quotes.
    private static func split(_ text: String, at separator: Character) -> [String] {
        var (parts, isQuoted) = ([""], false)
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == separator, !isQuoted { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }
}

extension StringProtocol {
    fileprivate func trimming(_ isOuter: (Character) -> Bool) -> String {
        var text = Substring(self).drop(while: isOuter)
        while let last = text.last, isOuter(last) { text.removeLast() }
        return String(text)
    }
}
