import Domain
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The shim's hands: one thread, one `poll`, everything recorded before it is acted on.
final class ShimLoop {
    /// A longer line of the CLI is not kept in memory.
    private static let longestLine = 64 << 20
    /// Longest sleep without a reason, in milliseconds.
    private static let longestWait: Int64 = 60_000
    /// How long descendants may hold the dead CLI's pipes open, in milliseconds.
    private static let drainInterval: Int64 = 100

    private let leg: SpoolLeg
    private let recorder: ShimRecorder
    private let cli: ShimChild
    private let signals = ShimSignals()
    private let listener: ShimListener
    private let session: CInt
    private var clients: [ShimClient]
    private var machine: ShimMachine
    private var output = LineSplitter(longest: longestLine)
    private var errors = LineSplitter(longest: 1 << 20)

    /// - Throws: ``SpawnError``, ``SessionInUse``, ``SpoolError``.
    init(_ request: [UInt8], _ secrets: [String: String], _ leg: SpoolLeg, server: CInt) throws {
        self.leg = leg
        let launch = try ShimLaunch(request, secrets)
        session = try SessionLock.take(launch.sessionID, beside: leg)
        cli = try ShimChild(launch)
        do {
            // While the CLI loads its code; it is told nothing yet.
            let request = try JSONDecoder().decode(ShimRequest.self, from: Data(request))
            let patterns = SecretPatterns(
                EnvironmentCredentials.find(in: ProcessInfo.processInfo.environment)
                    + secrets.map { (name: $0.key, value: $0.value) })
            clients = [ShimClient(socket: server)]
            machine = ShimMachine(request, at: Timestamp.now.milliseconds)
            machine.patterns = patterns
            recorder = try ShimRecorder(leg, patterns)
            try leg.write(request)
            listener = try ShimListener(leg)
            try recorder.record(text: "started process \(cli.pid)")
        } catch {
            kill(cli.pid, SIGKILL)
            throw error
        }
    }

    /// Returns when the CLI and everything it started are gone.
    func run() throws -> ShimOutcome {
        try perform(machine.start())
        // Its place in the file system is made durable while the CLI starts, not when its answer is waited for.
        try recorder.stream.sync()
        while !(cli.hasExited && cli.isDrained) {
            wait()
            try hear()
            try perform(machine.tick(at: now))
        }
        for line in [output.end(), errors.end()].compactMap({ $0 }) { try recorder.record(line, .cli) }
        try recorder.finish()
        machine.exited()
        let survivors = endDescendants()
        if survivors > 0 { try recorder.record(text: "killed \(survivors) processes that were left behind") }
        try recorder.stream.sync()
        let outcome = ShimOutcome(
            ending: machine.ending, exitStatus: cli.exitStatus, signal: cli.signal, stderrTail: recorder.stderrTail,
            survivors: survivors, endedAt: .now)
        // Who listens need not look for the file.
        try recorder.record(outcome)
        sendRest()
        for client in clients { client.close() }
        // The CLI is gone: others may go on with the conversation.
        close(session)
        return outcome
    }

    /// Ends everything the CLI has started, whatever session or group it is in. - Returns: how many there were.
    @discardableResult
    func endDescendants() -> Int {
        // Only the child itself may reap: an end that it does not see would be waited for in vain.
        guard cli.mayHaveDescendants else { return 0 }
        return ProcessTree.killAll(reap: cli.reap) { ProcessTree.descendants(of: getpid()) }
    }

    /// Whether the turn's result was heard, and made durable.
    var hasResult: Bool { machine.hasResult }

    /// From then on no server finds the shim any more: what there is to know stands in its files.
    func leave() {
        listener.close()
    }

    private var now: Int64 { Timestamp.now.milliseconds }

    /// Waits until there is something to hear, something can be sent, or it is time.
    private func wait() {
        var polled = [pollfd(fd: signals.readEnd, events: Int16(POLLIN), revents: 0)]
        polled += cli.polled
        polled.append(pollfd(fd: listener.socket, events: Int16(POLLIN), revents: 0))
        polled += clients.map { client in
            let events = POLLIN | (client.isBehind(recorder.stream) ? POLLOUT : 0)
            return pollfd(fd: client.socket, events: Int16(events), revents: 0)
        }
        let left = machine.wakeAt.map { max(0, $0 - now) } ?? Self.longestWait
        poll(&polled, nfds_t(polled.count), CInt(min(left, cli.hasExited ? Self.drainInterval : Self.longestWait)))
    }

    private func hear() throws {
        for number in signals.take() where number != SIGCHLD { try perform(machine.terminated(at: now)) }
        cli.reap()
        for line in output.feed(cli.readOutput()) {
            // Recorded first, then acted on; what is no message is kept and changes nothing.
            guard let json = try recorder.record(line, .cli) else { continue }
            try perform(machine.received(ClaudeMessage(json), at: now))
        }
        for line in errors.feed(cli.readErrors()) { try recorder.record(line, .stderr) }
        cli.flushInput()
        try hearServers()
    }

    private func hearServers() throws {
        if let socket = listener.accept() { clients.append(ShimClient(socket: socket)) }
        for client in clients {
            for command in client.receive() { try perform(machine.received(command, at: now)) }
            client.send(from: recorder.stream)
        }
        for client in clients where client.isGone { client.close() }
        clients.removeAll(where: \.isGone)
        machine.attached(clients.count, at: now)
    }

    private func perform(_ actions: [ShimMachine.Action]) throws {
        for action in actions {
            switch action {
            case .send(let json):
                let bytes = json.utf8
                try recorder.recordSent(bytes)
                cli.send(bytes + [0x0A])
            case .sync: try recorder.stream.sync()
            case .closeInput: cli.closeInput()
            case .terminate: cli.terminate()
            case .killAll: endDescendants()
            case .ask(let question): try recorder.record(["asked": question])
            case .keep(let call): try recorder.record(["called": call])
            case .remember(let answer): try recorder.record(["answered": answer])
            case .intend(let ending): try recorder.record(["intended": ending])
            case .note(let text): try recorder.record(["note": text])
            }
        }
    }

    /// Gives attached servers a little time to read what is left; the file has it in any case.
    private func sendRest() {
        for _ in 0..<200 {
            for client in clients { client.send(from: recorder.stream) }
            guard clients.contains(where: { $0.isBehind(recorder.stream) && !$0.isGone }) else { return }
            usleep(5_000)
        }
    }
}
