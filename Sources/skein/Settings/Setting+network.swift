import Foundation
import WebAPI

/// The settings of the network; docs/configuration.md is compared with them by a test.
extension Setting<String?> {
    static let tlsCertificate = text(
        "skein.tls.cert", "Certificate chain (PEM) of the server, which then speaks TLS alone; read anew when it changes.",
        default: "none: plain HTTP")
    static let tlsKey = text(
        "skein.tls.key", "Key (PEM) of the certificate; a file that others cannot read.", default: "none")
}

extension Setting<[IPNetwork]> {
    static let trustedProxies = Setting(
        key: "skein.trusted.proxy",
        summary: "Proxies whose `X-Forwarded-For`, `-Proto`, `-Host` or `Forwarded` is believed.",
        allowed: "addresses or networks such as 10.0.0.0/8, separated by commas", shownDefault: "none", fallback: []
    ) { text in
        let parts = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
        let networks = parts.compactMap { IPNetwork($0) }
        return networks.count == parts.count ? networks : nil
    }
}

extension Setting<Int> {
    static let longestBody = number(
        "skein.max.body", "Longest body of a request, in bytes; 413 over it.", in: 1024...(1 << 30), default: 4 << 20)
    static let longestHead = number(
        "skein.max.head", "Longest head of a request, in bytes; 431 over it.", in: 1024...(1 << 20), default: 64 << 10)
    static let mostHeaders = number(
        "skein.max.headers", "Most header fields of a request; 431 over it.", in: 10...1000, default: 128)
    static let longestAddress = number(
        "skein.max.url", "Longest address of a request, in bytes; 414 over it.", in: 256...(64 << 10), default: 8 << 10)
    static let longestMessage = number(
        "skein.max.message", "Longest message of a WebSocket's client, in bytes; 1009 over it.", in: 256...(64 << 20),
        default: 1 << 20)
}

extension Setting<Double?> {
    static let requestTimeout = seconds(
        "skein.request.timeout", "Seconds within which a request must have arrived whole; 408 after them.", default: 60)
    static let idleTimeout = seconds(
        "skein.idle.timeout", "Seconds a connection is kept for its next request.", default: 75)
}

extension Setting<Int?> {
    static let connections = most(
        "skein.max.connections", "Connections at once; 503 over it.", default: 10_000)
    static let messages = most(
        "skein.message.rate", "Messages a second from a WebSocket's client, ten times as many after a rest; 1008 over it.",
        default: 100)

    private static func most(_ key: String, _ summary: String, default fallback: Int) -> Setting<Int?> {
        Setting<Int?>(
            key: key, summary: summary, allowed: "a whole number, 0 for no limit", shownDefault: "\(fallback)",
            fallback: fallback
        ) { text in Int(text).flatMap { $0 < 0 ? nil : .some($0 == 0 ? nil : $0) } }
    }
}

/// Limits for one client. The default spares this machine itself, whose other programs can do worse than ask often.
extension Setting<NetworkLimits.Limit> {
    static let connectionsEach = each(
        "skein.max.client.connections", "Connections of one client at once; 503 over it.", default: 256)
    static let requestsEach = each(
        "skein.rate.limit",
        "Requests a second of one client (an address, or a user), ten times as many after a rest; 429 over it.", default: 50)
    static let webSocketsEach = each(
        "skein.max.client.websockets", "Open WebSockets of one client; 429 over it.", default: 64)

    private static func each(_ key: String, _ summary: String, default most: Int) -> Self {
        Setting(
            key: key, summary: summary, allowed: "a whole number, 0 for no limit",
            shownDefault: "\(most); no limit on loopback", fallback: NetworkLimits.Limit(most: most)
        ) { text in
            guard let number = Int(text), number >= 0 else { return nil }
            return NetworkLimits.Limit(most: number == 0 ? nil : number, holdsOnLoopback: true)
        }
    }
}

extension SettingRow {
    static let network: [SettingRow] = [
        SettingRow(Setting<String?>.tlsCertificate), SettingRow(Setting<String?>.tlsKey),
        SettingRow(Setting<[IPNetwork]>.trustedProxies), SettingRow(Setting<Int>.longestBody),
        SettingRow(Setting<Int>.longestHead), SettingRow(Setting<Int>.mostHeaders), SettingRow(Setting<Int>.longestAddress),
        SettingRow(Setting<Double?>.requestTimeout), SettingRow(Setting<Double?>.idleTimeout),
        SettingRow(Setting<Int?>.connections), SettingRow(Setting<NetworkLimits.Limit>.connectionsEach),
        SettingRow(Setting<NetworkLimits.Limit>.requestsEach), SettingRow(Setting<NetworkLimits.Limit>.webSocketsEach),
        SettingRow(Setting<Int>.longestMessage), SettingRow(Setting<Int?>.messages),
    ]
}
