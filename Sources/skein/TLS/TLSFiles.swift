import Foundation
import NIOSSL

/// Where the server's certificate and its key lie.
struct TLSFiles: Sendable {
    let certificate: String
    let key: String

    /// Changes whenever one of the files does.
    var stamp: [Double] {
        [certificate, key].flatMap { path in
            // A file that is gone for a moment has no stamp, which is a change too.
            guard let file = Self.attributes(of: path), let changed = file[.modificationDate] as? Date else {
                return [] as [Double]
            }
            return [changed.timeIntervalSince1970, Self.number(.systemFileNumber, file), Self.number(.size, file)]
        }
    }

    /// Of the file itself, wherever links lead; nil when it is not there.
    private static func attributes(of path: String) -> [FileAttributeKey: Any]? {
        // Who asks says what that means.
        try? FileManager.default.attributesOfItem(atPath: URL(filePath: path).resolvingSymlinksInPath().path)
    }

    private static func number(_ key: FileAttributeKey, _ attributes: [FileAttributeKey: Any]) -> Double {
        (attributes[key] as? NSNumber)?.doubleValue ?? 0
    }

    /// Reads both.
    /// - Throws: ``TLSFileError`` with the file and what to do about it.
    func context(now: Date = Date()) throws -> NIOSSLContext {
        try checkRights()
        let chain = try read(certificate, "SKEIN_TLS_CERT", "a chain of certificates in PEM form") {
            try NIOSSLCertificate.fromPEMFile(certificate)
        }
        guard let own = chain.first else {
            throw TLSFileError(certificate, "SKEIN_TLS_CERT", "holds no certificate. It should be a chain in PEM form")
        }
        try check(own, now)
        let ownKey = try read(key, "SKEIN_TLS_KEY", "a key in PEM form, without a password") {
            try NIOSSLPrivateKey(file: key, format: .pem)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(ownKey))
        configuration.minimumTLSVersion = .tlsv12
        // WebSocket is spoken on HTTP/1.1 only.
        configuration.applicationProtocols = ["http/1.1"]
        do { return try NIOSSLContext(configuration: configuration) } catch {
            throw TLSFileError(
                self.key, "SKEIN_TLS_KEY", "does not belong to the certificate \(certificate). Give the key it was made with"
            )
        }
    }

    private func checkRights() throws(TLSFileError) {
        guard let file = Self.attributes(of: key) else {
            throw TLSFileError(key, "SKEIN_TLS_KEY", "is not there, or cannot be reached")
        }
        // A group of its own may read it, as Debian's ssl-cert does.
        guard Int(Self.number(.posixPermissions, file)) & 0o027 == 0 else {
            throw TLSFileError(key, "SKEIN_TLS_KEY", "can be read or changed by other users. Run: chmod 600 \(key)")
        }
    }

    private func check(_ certificate: NIOSSLCertificate, _ now: Date) throws(TLSFileError) {
        let (from, to) = (Date(timeIntervalSince1970: Double(certificate.notValidBefore)), certificate.notValidAfter)
        let end = Date(timeIntervalSince1970: Double(to))
        guard now < end else {
            throw TLSFileError(self.certificate, "SKEIN_TLS_CERT", "expired on \(end.ISO8601Format()). Renew it")
        }
        guard now >= from else {
            throw TLSFileError(
                self.certificate, "SKEIN_TLS_CERT",
                "is valid from \(from.ISO8601Format()) on only. Check this machine's clock")
        }
    }

    private func read<Content>(_ path: String, _ variable: String, _ form: String, _ body: () throws -> Content) throws
        -> Content
    {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw TLSFileError(path, variable, "is not there, or this user may not read it")
        }
        do { return try body() } catch { throw TLSFileError(path, variable, "should be \(form)") }
    }
}

/// A certificate or key that the server cannot use.
struct TLSFileError: Error, CustomStringConvertible {
    let description: String

    init(_ path: String, _ variable: String, _ fault: String) {
        description = "\(path) (\(variable)) \(fault)."
    }
}
