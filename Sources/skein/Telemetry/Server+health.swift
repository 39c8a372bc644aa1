import DurableExecution
import Metrics
import ModelBackends
import NIOCore
import NIOPosix
import Orchestration
import Persistence
import Telemetry
import WebAPI

/// What the server's health and its metrics are made of.
extension Server {
    static func monitor(
        _ settings: ServerSettings, _ store: Store, _ engine: RunEngine, _ claude: ClaudeInstallation, backend: String
    ) -> HealthMonitor {
        HealthMonitor([
            .database(store), .journal(engine),
            .disk(settings.dataDirectory, settings.telemetry),
            .claude(claude, backend: backend), .eventLoops(.singletonMultiThreadedEventLoopGroup), .clock(),
        ])
    }

    static func meters(_ registry: MetricsRegistry?, _ claude: ClaudeCLIBackend) -> API.Meters? {
        guard let registry else { return nil }
        let processes = Meter(label: "skein_cli_processes")
        let memory = Meter(label: "skein_cli_resident_memory_bytes")
        return { text in
            let load = await claude.load()
            processes.set(load.processes)
            memory.set(load.residentBytes)
            registry.write(to: &text)
        }
    }
}

extension HealthCheck {
    static func disk(_ directory: String, _ settings: TelemetrySettings) -> HealthCheck {
        .disk(
            directory, warning: Int64(settings.diskWarning) << 20, failure: Int64(settings.diskFailure) << 20)
    }

    /// - Parameter backend: what does the work where nobody says otherwise.
    static func claude(_ installation: ClaudeInstallation, backend: String) -> HealthCheck {
        HealthCheck("claude_cli") {
            do {
                let features = try await installation.features()
                guard installation.isThere else { throw ClaudeUnusable.missing(features.path) }
                return HealthFinding(.ok, "\(features.version) at \(features.path)")
            } catch {
                switch backend {
                case "claude_cli": return HealthFinding(.fail, "\(error)")
                case "expert":
                    return HealthFinding(.warn, "no model is configured: answers are plans drawn by rule. \(error)")
                default: return HealthFinding(.ok, "not needed: agents work with \(backend)")
                }
            }
        }
    }

    /// How long the network's threads let work wait.
    static func eventLoops(_ group: any EventLoopGroup, warning: Duration = .milliseconds(250)) -> HealthCheck {
        let gauge = Meter(label: "skein_event_loop_lag_seconds")
        return HealthCheck("event_loop") {
            do {
                var longest = Duration.zero
                for loop in group.makeIterator() {
                    let asked = ContinuousClock.now
                    let answered = try await loop.submit { ContinuousClock.now }.get()
                    longest = max(longest, answered - asked)
                }
                let milliseconds = Double(longest.components.attoseconds) / 1e15 + Double(longest.components.seconds) * 1000
                gauge.set(milliseconds / 1000)
                let words = "its threads answer within \((milliseconds * 100).rounded() / 100) ms"
                return longest > warning
                    ? HealthFinding(.warn, "\(words): the machine is overloaded") : HealthFinding(.ok, words)
            } catch {
                return HealthFinding(.fail, "its threads have ended: \(error)")
            }
        }
    }
}
