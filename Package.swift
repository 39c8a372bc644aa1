// swift-tools-version: 6.2
import PackageDescription

// Every target of ours: Swift 6 mode, warnings are errors, imports are internal and exact (DESIGN: layers).
let houseRules: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: houseRules)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: houseRules)
}

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "skein",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "skein", targets: ["skein"]),
        // For Benchmarks/, a package of its own.
        .library(
            name: "SkeinEngine",
            targets: [
                "DurableExecution", "Persistence", "SQLiteDriver", "SQL", "Domain", "Agents", "ModelBackends", "Workflows",
            ]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["JSON", "YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // L0
        library("Domain"),
        library("DurableExecution", [logging, lifecycle, metrics, tracing]),
        library("SQL"),
        library(
            "WebSockets",
            [
                hummingbirdCore, httpTypes, logging, nioCore, nioHTTP1, nioWebSocket,
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
            ]),
        library("Telemetry", [httpClient, lifecycle, logging, metrics, nioCore, nioHTTP1, nioPosix, tracing]),
        // L1
        library("Agents", ["Domain", metrics, tracing]),
        library(
            "Credentials",
            [
                "Domain", crypto, .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ]),
        library("Persistence", ["Domain", "DurableExecution", "SQL"]),
        library(
            "SQLiteDriver",
            [
                "SQL", metrics, .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        // L2
        library("Workflows", ["Agents", "DurableExecution", "Domain"]),
        library(
            "ModelBackends",
            ["Agents", "Domain", "CProcess", logging, metrics, nioCore, nioPosix, subprocess, system, tracing]),
        .target(name: "CProcess"),
        // L3
        library(
            "Orchestration",
            ["Workflows", "Agents", "Credentials", "Persistence", "DurableExecution", "Domain", crypto, logging, lifecycle]),
        // L4
        library(
            "WebAPI",
            [
                "Orchestration", "Domain", "Telemetry", "WebSockets", hummingbird, hummingbirdCore, httpTypes, logging,
                metrics, nioCore, nioHTTP1, lifecycle, tracing,
            ]),
        // L5
        .executableTarget(
            name: "skein",
            dependencies: [
                "WebAPI", "Orchestration", "Workflows", "ModelBackends", "Agents", "Persistence", "SQLiteDriver",
                "SQL", "Credentials", "DurableExecution", "Domain", "Telemetry", "WebSockets", hummingbird, hummingbirdCore,
                logging, lifecycle, metrics, tracing, .product(name: "HummingbirdTLS", package: "hummingbird"),
                nioSSL, httpClient, httpTypes, nioCore, nioEmbedded, nioHTTP1, nioPosix, subprocess, system, yams,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
            ],
            swiftSettings: houseRules),
        // Tests
        .target(
            name: "TestSupport",
            dependencies: [
                "Domain", "DurableExecution", "SQL", "SQLiteDriver", "Persistence", "Agents", "ModelBackends", "CProcess",
                hummingbird,
                httpTypes, httpClient, lifecycle, logging, nioCore, nioPosix, nioHTTP1, nioWebSocket, subprocess, system,
            ],
            swiftSettings: houseRules),
        tests("CredentialsTests", ["Credentials", crypto, .product(name: "JWTKit", package: "jwt-kit")]),
        tests("DomainTests", ["Domain"]),
        tests("TelemetryTests", ["Domain", "Telemetry", lifecycle, logging, metrics, tracing]),
        tests(
            "SkeinTests",
            [
                "Domain", "WebAPI", "skein", "Orchestration", "Persistence", "SQLiteDriver", "SQL", "DurableExecution",
                "Telemetry",
                lifecycle, logging, nioCore, nioHTTP1, nioPosix, subprocess, system,
            ]),
        tests(
            "WebAPITests",
            ["Domain", "ModelBackends", "SQL", "SQLiteDriver", httpClient, nioCore, nioHTTP1, subprocess, system]),
        tests(
            "OrchestrationTests",
            [
                "Orchestration", "Credentials", "Persistence", "DurableExecution", "SQLiteDriver", "SQL", "Domain",
                lifecycle, logging,
            ]),
        tests("SQLTests", ["SQL", "SQLiteDriver"]),
        tests(
            "WebSocketsTests",
            ["WebSockets", hummingbird, hummingbirdCore, httpTypes, logging, nioCore, nioPosix, nioHTTP1, nioWebSocket]),
        tests("DurableExecutionTests", ["DurableExecution", "Persistence", "Domain", "SQL"]),
        tests(
            "WorkflowsTests", ["Workflows", "Agents", "ModelBackends", "Persistence", "DurableExecution", "Domain", "SQL"]),
        tests("PersistenceTests", ["Persistence", "DurableExecution", "Domain", "SQLiteDriver", "SQL"]),
        // The real server, attacked.
        tests(
            "AttackTests",
            [
                "Credentials", "WebAPI", "Domain", "skein", crypto, httpClient, nioCore, nioPosix, nioHTTP1, nioSSL,
                subprocess, system,
            ]),
        // The real server, killed.
        tests("CrashTests", ["DurableExecution", "Domain", nioHTTP1, "skein"]),
        tests("ModelBackendsTests", ["ModelBackends", "Agents", "Domain", "skein"]),
        // The real Claude CLI through the real server; skipped where the CLI cannot be had.
        tests("ClaudeCLITests", ["Agents", "Domain", "ModelBackends", logging, nioHTTP1, "skein"]),
    ],
    swiftLanguageModes: [.v6]
)
