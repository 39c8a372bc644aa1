import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The web UI as this server has it: inside the binary, in a directory, or not at all.
public struct WebUI: Sendable {
    private enum Place: Sendable {
        case binary([String: Asset])
        case directory(String)
    }

    private struct Asset {
        let bytes: ByteBuffer
        let contentType: String
        let tag: String
    }

    /// Names of files that carry a hash of their content: they never change.
    private static let immutableFolder = "assets/"
    static let page = "index.html"

    private let place: Place

    /// What the build put into the binary.
    public static let embedded = WebUI(
        place: .binary(
            Dictionary(
                uniqueKeysWithValues: EmbeddedUI.files.map {
                    ($0.path, Asset(bytes: $0.bytes, contentType: $0.contentType, tag: "\"\($0.tag)\""))
                })))

    private init(place: Place) {
        self.place = place
    }

    /// Files from disk, read anew for each request: for work on the UI itself.
    public init(directory: String) {
        place = .directory(directory)
    }

    /// - Parameter path: without a leading slash.
    /// - Returns: nil where there is no such file.
    func response(_ path: String, to request: Request, _ context: APIContext) async throws -> Response? {
        switch place {
        case .binary(let assets): assets[path].map { Self.response($0, path, to: request) }
        case .directory(let directory): try await Self.response(path, in: directory, context)
        }
    }

    /// Gzip is what there is: browsers all take it, and a client that does not say what it takes may be sent it.
    private static func response(_ asset: Asset, _ path: String, to request: Request) -> Response {
        var headers: HTTPFields = [
            .contentType: asset.contentType, .contentEncoding: "gzip", .eTag: asset.tag, .vary: "Accept-Encoding",
        ]
        headers[.cacheControl] =
            path.hasPrefix(immutableFolder) ? "public, max-age=31536000, immutable" : "no-cache"
        if request.headers[.ifNoneMatch]?.contains(asset.tag) == true {
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: asset.bytes))
    }

    private static func response(_ path: String, in directory: String, _ context: APIContext) async throws -> Response? {
        let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") }
        guard !isHidden, let contentType = contentType(of: path), let file = real("\(directory)/\(path)"),
            let root = real(directory), file.hasPrefix(root + "/")
        else { return nil }
        do {
            let body = try await FileIO().loadFile(path: file, context: context)
            return Response(
                status: .ok, headers: [.contentType: contentType, .cacheControl: "no-store"], body: body)
        } catch let error as HTTPError where error.status == .notFound {
            return nil
        }
    }

    /// The path with every link in it resolved, so that none leads out; nil where nothing is.
    private static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Nil for what is no file of the UI, such as a directory.
    private static func contentType(of path: String) -> String? {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        default: nil
        }
    }
}
