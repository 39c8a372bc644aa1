import Foundation
import WebAPI

/// How the server stands on the network.
struct NetworkSettings: Sendable {
    /// Nil for a server that speaks plain HTTP.
    var tls: TLSFiles?
    var proxies: [IPNetwork]
    var limits = NetworkLimits()

    init(_ source: SettingSource) throws {
        let (certificate, key) = (try source.value(.tlsCertificate), try source.value(.tlsKey))
        if let certificate, let key {
            tls = TLSFiles(certificate: certificate, key: key)
        } else if let given = certificate ?? key {
            let missing = certificate == nil ? "SKEIN_TLS_CERT" : "SKEIN_TLS_KEY"
            throw SettingError(
                variable: certificate == nil ? "SKEIN_TLS_KEY" : "SKEIN_TLS_CERT", value: given,
                allowed: "given together with \(missing)")
        }
        proxies = try source.value(.trustedProxies)
        limits.body = try source.value(.longestBody)
        limits.head = try source.value(.longestHead)
        limits.fields = try source.value(.mostHeaders)
        limits.address = try source.value(.longestAddress)
        limits.arrival = try source.value(.requestTimeout).map { .seconds($0) }
        limits.idle = try source.value(.idleTimeout).map { .seconds($0) }
        limits.connections = try source.value(.connections)
        limits.connectionsEach = try source.value(.connectionsEach)
        limits.requestsEach = try source.value(.requestsEach)
        limits.webSocketsEach = try source.value(.webSocketsEach)
        limits.message = try source.value(.longestMessage)
        limits.messages = try source.value(.messages)
    }

    /// For the API.
    var edge: NetworkEdge {
        var edge = NetworkEdge()
        edge.isSecure = tls != nil
        edge.proxies = TrustedProxies(proxies)
        edge.limits = limits
        return edge
    }

    var scheme: String { tls == nil ? "http" : "https" }
}
