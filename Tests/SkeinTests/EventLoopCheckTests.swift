import Dispatch
import Logging
import NIOCore
import NIOPosix
import Orchestration
import ServiceLifecycle
import TestSupport
import Testing

@testable import skein

@Suite(.timeLimit(.minutes(10))) struct EventLoopCheckTests {
    @Test("a thread of the network that is kept busy fails its check until it is free again")
    func blocked() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let monitor = HealthMonitor(
            [.eventLoops(group, warning: .seconds(60))], patience: .milliseconds(200), freshness: .zero)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let services = ServiceGroup(configuration: .init(services: [.init(service: monitor)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await services.run() }
            try await eventually("the thread to answer") { await monitor.report().status == .ok ? true : nil }
            let hold = DispatchSemaphore(value: 0)
            group.next().execute { hold.wait() }
            #expect(await monitor.report().status == .fail)
            hold.signal()
            try await eventually("the thread to be free") { await monitor.report().status == .ok ? true : nil }
            await services.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        try await group.shutdownGracefully()
    }
}
