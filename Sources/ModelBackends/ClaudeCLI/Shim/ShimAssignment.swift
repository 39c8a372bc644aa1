import CProcess

#if canImport(Glibc)
    import Glibc
#endif

/// What a shim is given when it is to carry a leg: one message, which holds the open descriptors too.
///
/// They are on their way even if the server dies at once: the call's lock stays held until the shim has it.
struct ShimAssignment {
    private static let longestPath = 4096
    private static let descriptorCount: CInt = 4

    let leg: SpoolLeg
    /// Of the call, held as long as its shim lives.
    let lock: CInt
    /// Where the shim's own words go.
    let log: CInt
    /// The server's socket.
    let server: CInt
    /// What to carry out, as ``ShimHandover`` wrote it.
    let handover: CInt

    /// - Throws: ``SpoolError`` when the shim is gone.
    func send(to socket: CInt) throws {
        let path = leg.directory.utf8CString
        let error = path.withUnsafeBufferPointer {
            cprocess_send_descriptors(socket, $0.baseAddress, $0.count, [lock, log, server, handover], Self.descriptorCount)
        }
        guard error == 0 else { throw SpoolError(path: leg.directory, errno: error) }
    }

    /// Waits for one. - Returns: nil when the server is gone, or has no more use for the shim.
    static func receive(from socket: CInt) throws -> ShimAssignment? {
        var path = [CChar](repeating: 0, count: longestPath)
        var descriptors = [CInt](repeating: -1, count: Int(descriptorCount))
        let length = cprocess_receive_descriptors(socket, &path, longestPath, &descriptors, descriptorCount)
        guard length != 0 else { return nil }
        guard length > 0, descriptors.allSatisfy({ $0 >= 0 }) else {
            throw SpoolError(path: "the server's socket", errno: length < 0 ? CInt(-length) : EBADMSG)
        }
        let directory = String(decoding: path[..<(length - 1)].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return ShimAssignment(
            leg: SpoolLeg(directory: directory), lock: descriptors[0], log: descriptors[1], server: descriptors[2],
            handover: descriptors[3])
    }
}
