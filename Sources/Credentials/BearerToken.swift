import Crypto
import Foundation

/// A token for programs: `skein_` and 256 random bits; only its digest is kept.
public struct BearerToken: Sendable {
    public static let prefix = "skein_"
    /// Shown once, to whom it was made for.
    public let text: String

    /// A new one.
    public static func make() -> BearerToken {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        return BearerToken(text: prefix + bytes.base64URL)
    }

    private init(text: String) {
        self.text = text
    }

    /// - Returns: nil for what is no token of ours by its form.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), text.utf8.count == Self.prefix.utf8.count + 43 else { return nil }
        self.text = text
    }

    /// What is kept of it: SHA-256, in hexadecimal. A plain digest is enough for what cannot be guessed.
    public var digest: String {
        SHA256.hash(data: Data(text.utf8)).map { String(UInt8($0 >> 4), radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Compares digests in a time that does not tell where they differ.
    public static func areEqual(_ one: String, _ other: String) -> Bool {
        let (left, right) = (Array(one.utf8), Array(other.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Data {
    /// Base64 for URLs, without padding (RFC 4648, section 5).
    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    init?(base64URL text: some StringProtocol) {
        let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }
}
