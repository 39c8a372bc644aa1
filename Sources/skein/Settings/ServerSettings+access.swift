import WebAPI

extension ServerSettings {
    /// Which hosts and origins may speak to the server: the address it was told to listen on is one of its names.
    var accessPolicy: AccessPolicy {
        let own = isLoopback || host == "0.0.0.0" || host == "::" ? [] : [host.contains(":") ? "[\(host)]" : host]
        return AccessPolicy(hosts: allowedHosts + own, allowsAddresses: !isLoopback, origins: allowedOrigins)
    }
}
