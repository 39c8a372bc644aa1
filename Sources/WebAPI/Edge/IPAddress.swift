import Foundation

/// An IP address by value: two spellings of one are equal, and IPv4 within IPv6 is IPv4.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    let bytes: [UInt8]

    /// - Parameter text: such as `192.0.2.7`, `::1`, `[2001:db8::1]`, or one with a port; nil for anything else.
    public init?(_ text: some StringProtocol) {
        var name = String(text)
        if name.hasPrefix("["), let end = name.firstIndex(of: "]") {
            guard Self.isPort(name[name.index(after: end)...]) else { return nil }
            name = String(name[name.index(after: name.startIndex)..<end])
        } else if name.contains("."), let colon = name.lastIndex(of: ":"), name.count(where: { $0 == ":" }) == 1 {
            guard Self.isPort(name[colon...]) else { return nil }
            name = String(name[..<colon])
        }
        guard let bytes = Self.parse(name) else { return nil }
        self.bytes = bytes
    }

    var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1] }

    /// What counts as one client: an IPv6 user has at least a whole /64.
    var client: IPAddress { bytes.count == 4 ? self : IPAddress(bytes: bytes.prefix(8) + Array(repeating: 0, count: 8)) }

    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.wholeMatch(of: /:[0-9]{1,5}/) != nil
    }

    private static func parse(_ name: String) -> [UInt8]? {
        var four = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, name, &four) == 1 { return four }
        var sixteen = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, name, &sixteen) == 1 else { return nil }
        let isMapped = sixteen.prefix(10).allSatisfy { $0 == 0 } && sixteen[10] == 0xFF && sixteen[11] == 0xFF
        return isMapped ? Array(sixteen.suffix(4)) : sixteen
    }
}

/// A range of addresses, such as `10.0.0.0/8`; without a length it is one address.
public struct IPNetwork: Sendable, Hashable {
    private let address: IPAddress
    private let length: Int

    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress($0) }), parts.count <= 2 else { return nil }
        let bits = address.bytes.count * 8
        guard let length = parts.count == 2 ? Int(parts[1]) : bits, (0...bits).contains(length) else { return nil }
        self.address = address
        self.length = length
    }

    func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        return (0..<length).allSatisfy { bit in
            let mask = UInt8(0x80) >> (bit % 8)
            return address.bytes[bit / 8] & mask == other.bytes[bit / 8] & mask
        }
    }
}
