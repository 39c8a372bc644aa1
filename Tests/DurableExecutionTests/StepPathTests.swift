import Testing

@testable import DurableExecution

@Suite struct StepPathTests {
    @Test("names that look like parts of a path keep paths of their own")
    func collisions() {
        let root = StepPath.root
        let names = ["a", "a#2", "a%232", "a/b", "a%2Fb", "%", "%25"]
        let paths = names.map { root.appending($0) } + [root.appending("a", use: 2), root.appending("a").appending("b")]
        #expect(Set(paths).count == paths.count)
    }

    @Test("a plain name is its own path, and its branch is what comes before it")
    func plain() {
        let path = StepPath.root.appending("tasks").appending("7f3c").appending("draft", use: 2)
        #expect(path.rawValue == "tasks/7f3c/draft#2")
        #expect(path.branch.rawValue == "tasks/7f3c")
        #expect(StepPath.root.appending("draft").branch == .root)
    }
}
