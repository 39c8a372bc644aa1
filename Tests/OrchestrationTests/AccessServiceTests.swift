import Credentials
import Crypto
import Domain
import Foundation
import Logging
import Persistence
import SQL
import SQLiteDriver
import Synchronization
import TestSupport
import Testing

@testable import Orchestration

@Suite struct AccessServiceTests {
    @Test("a login lasts its time, is renewed by use from half of it on, and never for more than thirty days")
    func renewal() async throws {
        try await withAccess { access, clock in
            let login = try await logIn(access)
            #expect(login.lifetime == 600)
            #expect(try await access.renewed(login.session) == nil)
            clock.advance(301)
            let renewed = try #require(try await access.renewed(login.session))
            clock.advance(299)
            #expect(await access.session(bearer: login.accessToken) == nil)
            #expect(!access.isValid(login.session))
            #expect(await access.session(bearer: renewed.accessToken)?.principal.name == "ada")
            try await access.logOut(renewed.session)
            #expect(await access.session(bearer: renewed.accessToken) == nil)
            var session = try await logIn(access).session
            for _ in 0..<10_000 {
                clock.advance(599)
                guard let next = try await access.renewed(session) else { break }
                session = next.session
            }
            let age = clock.now.milliseconds / 1000 - 1_000_000
            #expect((30 * 86_400...31 * 86_400).contains(Int(age)), "\(age)")
        }
    }

    @Test("what a user may do is looked up each time; a new password ends its sessions, not its tokens")
    func change() async throws {
        try await withAccess { access, _ in
            let login = try await logIn(access)
            let id = UserID(rawValue: login.session.principal.id)
            let token = try await access.createToken(["user_id": .string(id.rawValue), "role": "operator"]).text
            #expect(await access.session(bearer: token)?.principal.role == .operator)
            _ = try await access.createUser(["name": "root", "role": "admin"])
            _ = try await access.updateUser(id, ["role": "viewer"])
            #expect(await access.session(bearer: login.accessToken)?.principal.role == .viewer)
            #expect(await access.session(bearer: token)?.principal.role == .viewer)
            _ = try await access.updateUser(id, ["password": "another password"])
            #expect(await access.session(bearer: login.accessToken) == nil)
            #expect(await access.session(bearer: token) != nil)
            await #expect(throws: LoginRefusal.wrong) { try await logIn(access) }
            _ = try await access.updateUser(id, ["disabled": true])
            #expect(await access.session(bearer: token) == nil)
            await #expect(throws: LoginRefusal.wrong) {
                try await access.logIn("ada", password: "another password", from: "a")
            }
        }
    }

    @Test("an open session hears at once that it is over, by revocation and by time")
    func ending() async throws {
        try await withAccess { access, clock in
            let login = try await logIn(access)
            let made = try await access.createToken(["user_id": .string(login.session.principal.id)])
            let byToken = try #require(await access.session(bearer: made.text))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await access.ended(byToken) }
                group.addTask { await access.ended(login.session) }
                _ = try await access.revokeToken(made.token.id)
                try await access.logOut(login.session)
                try await group.waitForAll()
            }
            let timed = try await access.createToken([
                "user_id": .string(login.session.principal.id),
                "expires_at": .string(Timestamp(milliseconds: clock.now.milliseconds + 1000).iso8601),
            ])
            let session = try #require(await access.session(bearer: timed.text))
            #expect(access.timeLeft(session) == .seconds(1))
            clock.advance(1)
            await access.ended(session)
        }
    }

    @Test("a ticket is good once, for half a minute, and no longer than what it was made for")
    func tickets() async throws {
        try await withAccess { access, clock in
            let login = try await logIn(access)
            let ticket = try access.ticket(for: login.session).ticket
            #expect(access.session(ticket: ticket)?.principal.name == "ada")
            #expect(access.session(ticket: ticket) == nil)
            let late = try access.ticket(for: login.session).ticket
            clock.advance(30)
            #expect(access.session(ticket: late) == nil)
            let orphan = try access.ticket(for: login.session).ticket
            try await access.logOut(login.session)
            #expect(access.session(ticket: orphan) == nil)
        }
    }

    @Test("the last administrator stays; after a second one, not even both at once can go")
    func lastAdmin() async throws {
        try await withAccess { access, _ in
            let ada = access.users[0]
            await #expect(throws: DomainError.self) { try await access.updateUser(ada.id, ["role": "operator"]) }
            await #expect(throws: DomainError.self) { try await access.updateUser(ada.id, ["disabled": true]) }
            let root = try await access.createUser(["name": "root", "role": "admin"])
            let changed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for id in [ada.id, root.id] {
                    group.addTask {
                        do {
                            _ = try await access.updateUser(id, ["disabled": true])
                            return true
                        } catch is DomainError {
                            return false
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(changed == 1)
            #expect(access.users.count { $0.isEnabled && $0.role == .admin } == 1)
        }
    }

    @Test("a start killed anywhere in the making of the first administrator is finished or undone by the next")
    func firstAdmin() async throws {
        try await withTemporaryDirectory { directory in
            let file = AdminTokenFile(dataDirectory: directory.path)
            func service() async throws -> AccessService {
                try await Self.service(directory, Clock(), isLoginRequired: true)
            }
            let lost = try file.prepare()  // killed before the commit
            let first = try #require(try await service().requireAdmin(file))
            #expect(first.text != lost.text)
            #expect(try await service().session(bearer: lost.text) == nil)
            #expect(try await service().requireAdmin(file) == nil)
            try FileManager.default.moveItem(atPath: file.path, toPath: file.path + ".new")  // killed after the commit
            #expect(try await service().requireAdmin(file)?.text == first.text)
            #expect(try file.token()?.text == first.text)
            #expect(try file.draft() == nil)
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try await service().session(bearer: first.text)?.principal.role == .admin)
            try FileManager.default.removeItem(atPath: directory.path + "/skein.db")
            // They need not be there.
            for more in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: directory.path + "/skein.db" + more) }
            await #expect(throws: AdminTokenError.ofAnotherDatabase(file.path)) { try await service().requireAdmin(file) }
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
            await #expect(throws: AdminTokenError.readableByOthers(file.path)) { try await service().requireAdmin(file) }
        }
    }

    private final class Clock: Sendable {
        private let seconds = Mutex<Int64>(1_000_000)
        var now: Timestamp { Timestamp(milliseconds: seconds.withLock { $0 } * 1000) }
        func advance(_ by: Int64) { seconds.withLock { $0 += by } }
    }

    /// A service with one administrator, ada.
    private func withAccess(_ body: (AccessService, Clock) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let clock = Clock()
            let access = try await Self.service(directory, clock, isLoginRequired: true)
            _ = try await access.createUser(["name": "ada", "role": "admin", "password": "correct horse"])
            try await body(access, clock)
        }
    }

    private static func service(
        _ directory: URL, _ clock: Clock, isLoginRequired: Bool
    ) async throws -> AccessService {
        let database = try SQLiteDatabase(path: directory.appending(path: "skein.db").path)
        try await Schema.migrator.migrate(database)
        return try await AccessService(
            store: Store(database: database, now: { clock.now }, publish: { _ in }),
            signer: await SessionSigner(key: SymmetricKey(size: .bits256)), isLoginRequired: isLoginRequired,
            sessionLifetime: 600, logger: Logger(label: "test"), now: { clock.now })
    }

    @discardableResult
    private func logIn(_ access: AccessService) async throws -> LoginResult {
        try await access.logIn("Ada", password: "correct horse", from: "a")
    }
}
