import Foundation
public import SQL
import SQLiteDriver

extension SkeinServer {
    /// The files of the data directory that hold one of some texts, whatever kind of file it is.
    public func files(holding texts: [String]) throws -> [String] {
        let needles = texts.map { Data($0.utf8) }
        let names = FileManager.default.enumerator(atPath: data.path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            // A directory, or a file that is gone by now, holds nothing.
            guard let content = try? Data(contentsOf: data.appending(path: name)) else { return false }
            return needles.contains { content.range(of: $0) != nil }
        }
    }
}

extension SkeinServer {
    /// Changes the database while no server runs on it.
    public func change(_ statement: SQLQuery) async throws {
        let database = try SQLiteDatabase(path: data.appending(path: "skein.db").path)
        try await database.write { _ = try $0.run(statement) }
        try database.close()
    }
}
