import Foundation

/// What the command line asks for.
struct Options {
    var rounds = 5
    var thresholds: URL?
    var measuresBare = true
    var measuresMemory = true
    /// Whole workflows, and nothing else.
    var measuresPatterns = false
    private var part: String?

    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    init(_ arguments: some Sequence<String>) throws {
        var arguments = arguments.makeIterator()
        while let name = arguments.next() {
            guard let value = arguments.next() else { throw Unknown(description: "\(name) needs a value") }
            switch name {
            case "--rounds": rounds = Int(value) ?? rounds
            case "--only": part = value
            case "--check": thresholds = URL(filePath: value)
            case "--bare": measuresBare = value != "no"
            case "--memory": measuresMemory = value != "no"
            case "--patterns": measuresPatterns = value == "only"
            default: throw Unknown(description: "unknown option \(name)")
            }
        }
    }

    func includes(_ name: String) -> Bool {
        part.map(name.contains) ?? true
    }
}
