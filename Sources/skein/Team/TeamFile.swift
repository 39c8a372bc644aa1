import Domain
import Foundation
import Yams

/// A team's file, YAML or JSON: what it says, and on which line it says it.
struct TeamFile: Sendable {
    /// As the user gave it.
    let path: String
    let json: JSONValue
    private let lines: [[String]: Int]

    /// The longest file that is read, in bytes.
    private static let longest = 4 << 20

    /// - Throws: ``CommandFailure`` naming the file, and the line where it is no YAML.
    init(_ path: String) throws {
        let text: String
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            guard data.count <= Self.longest else {
                throw CommandFailure("\(path): is longer than \(Self.longest) bytes", .badFile)
            }
            text = String(decoding: data, as: UTF8.self)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw CommandFailure("\(path): \(isThere ? "cannot be read" : "there is no such file")", .noFile)
        }
        try self.init(path: path, text: text)
    }

    init(path: String, text: String) throws {
        self.path = path
        do {
            var reader = YAMLReader()
            let read = try reader.value(of: try Yams.compose(yaml: text) ?? Node([(Node, Node)]()))
            json = Self.named(read, after: path)
            lines = reader.lines
        } catch {
            // JSON knows escapes and tabs that YAML does not.
            if let plain = try? JSONValue(parsing: text.utf8) {
                (json, lines) = (Self.named(plain, after: path), [:])
                return
            }
            throw CommandFailure("\(path):\(YAMLReader.words(error))", .badFile)
        }
    }

    /// A workflow without a name is called after the file.
    private static func named(_ json: JSONValue, after path: String) -> JSONValue {
        guard var file = json.objectValue, var workflow = file["workflow"]?.objectValue, workflow["name"] == nil else {
            return json
        }
        workflow["name"] = .string(URL(filePath: path).deletingPathExtension().lastPathComponent)
        file["workflow"] = .object(workflow)
        return .object(file)
    }

    /// What is wrong, one line for each: `team.yaml:12: agents[1].system_prompt: should have at least 10 characters`.
    func told(_ issues: [FieldIssue]) -> String {
        issues.map { (line: line(of: $0.loc), issue: $0) }.sorted { $0.line < $1.line }.map { line, issue in
            let place = issue.loc.filter { $0 != "body" }.reduce("") { path, part in
                Int(part) != nil ? "\(path)[\(part)]" : path.isEmpty ? part : "\(path).\(part)"
            }
            return TerminalText.line("\(path):\(line): \(place.isEmpty ? "" : "\(place): ")\(issue.msg)")
        }.joined(separator: "\n")
    }

    /// The line of the nearest part of a path that stands in the file.
    private func line(of path: [String]) -> Int {
        var path = path.filter { $0 != "body" }
        while !path.isEmpty {
            if let line = lines[path] { return line }
            path.removeLast()
        }
        return 1
    }
}
