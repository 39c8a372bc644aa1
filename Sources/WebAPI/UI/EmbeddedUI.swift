import Foundation
import NIOCore

/// A file of the web UI that the build put into the binary.
struct EmbeddedFile: Sendable {
    /// As a browser asks for it, such as `assets/app-4f2a.js`.
    let path: String
    let contentType: String
    /// Changes with the content.
    let tag: String
    /// Base64 of the gzipped content: of all literals this one compiles fastest by far.
    let content: StaticString

    var bytes: ByteBuffer {
        content.withUTF8Buffer { text in ByteBuffer(bytes: Data(base64Encoded: Data(text)) ?? Data()) }
    }
}

/// Where the generated files would be if there were any.
protocol UIWithoutFiles {}

extension UIWithoutFiles {
    static var files: [EmbeddedFile] { [] }
}

/// The web UI inside the binary.
///
/// `make web` writes `Generated/EmbeddedUI+files.swift`, whose `files` takes precedence over the default above; a clone
/// that never built the UI has no such file, and compiles all the same.
enum EmbeddedUI: UIWithoutFiles {}
