#if canImport(Glibc)
    import Glibc
#endif

/// The socket beside a leg's spool, where servers find a shim that another server started.
struct ShimListener {
    let socket: CInt
    private let path: String

    /// The path of a socket must be short, so it is reached through the directory's descriptor.
    /// - Throws: ``SpoolError``.
    init(_ leg: SpoolLeg) throws {
        path = leg.socketPath
        socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        unlink(path)
        let directory = open(leg.directory, O_DIRECTORY | O_RDONLY | O_CLOEXEC)
        defer { Glibc.close(directory) }
        let isBound = UnixSocketAddress(path: "/proc/self/fd/\(directory)/socket").use { bind(socket, $0, $1) } == 0
        guard socket >= 0, isBound, listen(socket, 8) == 0 else { throw SpoolError(path: path, errno: errno) }
    }

    /// The next server that has connected; nil when there is none.
    func accept() -> CInt? {
        let client = Glibc.accept(socket, nil, nil)
        return client >= 0 ? client : nil
    }

    func close() {
        unlink(path)
        Glibc.close(socket)
    }
}

/// The address of a socket in the file system.
struct UnixSocketAddress {
    private var address = sockaddr_un()

    init(path: String) {
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            buffer.copyBytes(from: Array(path.utf8.prefix(buffer.count - 1)) + [0])
        }
    }

    func use<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
