import Foundation
import NIOSSL
import Subprocess
import SystemPackage

/// A certificate for 127.0.0.1 that vouches for itself, and its key, as an operator would make them.
struct TestCertificate {
    let certificate: String
    let key: String

    init(in directory: URL, _ name: String) async throws {
        certificate = directory.appending(path: "\(name).pem").path
        key = directory.appending(path: "\(name).key").path
        _ = try await Subprocess.run(
            .name("openssl"),
            arguments: [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ], output: .discarded, error: .discarded)
        chmod(key, 0o600)
    }

    /// A client that trusts it alone.
    func client(_ change: (inout TLSConfiguration) -> Void = { _ in }) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(certificate)
        configuration.certificateVerification = .noHostnameVerification
        change(&configuration)
        return try NIOSSLContext(configuration: configuration)
    }
}
