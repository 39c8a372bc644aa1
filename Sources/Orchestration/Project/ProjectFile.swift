import Domain
import Foundation

/// A JSON file of a project: agents and tasks in the forms that people keep them in.
///
/// It holds one object, a list of them, or `{"agents": […], "tasks": […]}`.
struct ProjectFile: Sendable {
    /// One agent or task in it.
    struct Entry: Sendable {
        let kind: Kind
        let json: JSONValue
        /// Where it stands, for messages.
        let location: [String]
        /// Names it to others: its file's name where it is alone there.
        let alias: String?
    }

    enum Kind: String, Sendable {
        case agent, task
    }

    /// Below the project's directory.
    let path: String
    let entries: [Entry]
    /// Why it could not be read; empty when it could.
    let errors: [String]

    /// The longest file that is read, in bytes.
    private static let longest = 4 << 20

    init(path: String, in directory: String) {
        self.path = path
        do {
            let data = try Data(contentsOf: URL(filePath: "\(directory)/\(path)"))
            guard data.count <= Self.longest else { throw Unreadable(reason: "is longer than \(Self.longest) bytes") }
            let json = try JSONValue(parsing: data)
            entries = Self.entries(in: json, path)
            errors = entries.isEmpty ? ["\(path): holds neither an agent (name, system_prompt) nor a task (title)"] : []
        } catch let error as Unreadable {
            (entries, errors) = ([], ["\(path): \(error.reason)"])
        } catch {
            (entries, errors) = ([], ["\(path): is no JSON: \(error)"])
        }
    }

    private struct Unreadable: Error {
        let reason: String
    }

    private static func entries(in json: JSONValue, _ path: String) -> [Entry] {
        if let list = json.arrayValue { return list.enumerated().flatMap { entry($0.element, [path, String($0.offset)]) } }
        let groups = ["agents", "tasks"].filter { json[$0]?.arrayValue != nil }
        guard groups.isEmpty else {
            return groups.flatMap { group in
                (json[group]?.arrayValue ?? []).enumerated().map { index, value in
                    Entry(
                        kind: group == "agents" ? .agent : .task, json: value, location: [path, group, String(index)],
                        alias: nil)
                }
            }
        }
        return entry(json, [path], alias: String(path.split(separator: "/").last ?? ""))
    }

    private static func entry(_ json: JSONValue, _ location: [String], alias: String? = nil) -> [Entry] {
        guard let kind = kind(of: json, location[0]) else { return [] }
        return [Entry(kind: kind, json: json, location: location, alias: alias)]
    }

    /// By its fields, else by the folder it lies in.
    private static func kind(of json: JSONValue, _ path: String) -> Kind? {
        guard json.objectValue != nil else { return nil }
        if json["system_prompt"] != nil { return .agent }
        if json["title"] != nil { return .task }
        let folders = path.split(separator: "/").dropLast()
        if folders.contains("agents") { return .agent }
        return folders.contains("tasks") ? .task : nil
    }
}
