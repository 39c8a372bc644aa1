import NIOHTTP1

extension HTTPRequestHead {
    /// Whether NIO's upgrader would accept this head; one it refuses must not reach it.
    var isWebSocketUpgrade: Bool {
        self.method == .GET && self.version == .http1_1 && !self.hasBody
            && self.lists("websocket", in: "upgrade")
            && self.lists("upgrade", in: "connection")
            && self.headers[canonicalForm: "sec-websocket-key"].map(\.utf8.count) == [24]
            && self.headers[canonicalForm: "sec-websocket-version"] == ["13"]
    }

    /// The same request without an offer to speak another protocol.
    var withoutUpgrade: HTTPRequestHead {
        var head = self
        head.headers.remove(name: "upgrade")
        return head
    }

    /// Whether NIO's decoder reads nothing after this request, because another protocol may follow.
    var stopsDecoder: Bool {
        self.method == .CONNECT
            || (self.headers.contains(name: "upgrade") && self.lists("upgrade", in: "connection"))
    }

    private var hasBody: Bool {
        self.headers.contains(name: "transfer-encoding") || self.headers["content-length"].contains { $0 != "0" }
    }

    private func lists(_ token: String, in header: String) -> Bool {
        self.headers[canonicalForm: header].contains { $0.lowercased() == token }
    }
}
