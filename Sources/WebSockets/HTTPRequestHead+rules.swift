import NIOHTTP1

extension HTTPRequestHead {
    /// The head as the routes take it: its target is a path, and one host is named.
    ///
    /// What two programs could read in two ways is refused: that is how requests are smuggled past a proxy.
    func checked(maxTarget: Int) throws(RequestRefusal) -> HTTPRequestHead {
        guard uri.utf8.count <= maxTarget else {
            throw RequestRefusal(status: .uriTooLong, detail: "An address may have at most \(maxTarget) bytes.")
        }
        guard hasOneLength else {
            throw .malformed(
                "The length of the body should be told once: by Content-Length or by Transfer-Encoding: chunked.")
        }
        let hosts = headers["host"]
        guard hosts.count == 1 || (hosts.isEmpty && version == .http1_0) else {
            throw .malformed("The request should have one Host header.")
        }
        if uri.hasPrefix("/") || (uri == "*" && method == .OPTIONS) { return self }
        return try inOriginForm(hosts.first)
    }

    private var hasOneLength: Bool {
        let (lengths, codings) = (headers["content-length"], headers["transfer-encoding"])
        guard lengths.count <= 1, codings.count <= 1, lengths.isEmpty || codings.isEmpty else { return false }
        return codings.isEmpty || (codings[0].lowercased() == "chunked" && version == .http1_1)
    }

    /// A whole address as the target, as a client sends it to a proxy.
    private func inOriginForm(_ host: String?) throws(RequestRefusal) -> HTTPRequestHead {
        guard let match = uri.wholeMatch(of: /(?i:https?):\/\/(?<authority>[^\/?#@]+)(?<path>(?:[\/?][^#]*)?)/) else {
            throw .malformed("The address of the request should be a path. This is no proxy.")
        }
        guard let host, host.lowercased() == match.authority.lowercased() else {
            throw .malformed("The address and the Host header name different hosts.")
        }
        var head = self
        head.uri = match.path.hasPrefix("/") ? String(match.path) : "/\(match.path)"
        return head
    }
}

extension RequestRefusal {
    fileprivate static func malformed(_ detail: String) -> RequestRefusal {
        RequestRefusal(status: .badRequest, detail: detail)
    }
}
