import Domain
import Testing

@Suite struct SearchHitTests {
    @Test("a snippet is the text around the first place, on one line, whatever the case")
    func snippet() {
        let text = "one\ntwo  Three four five"
        #expect(SearchHit.snippet(of: text, around: "THREE") == "one two Three four five")
        #expect(SearchHit.snippet(of: text, around: "three", reach: 4) == "…two Three fou…")
        #expect(SearchHit.snippet(of: text, around: "six").isEmpty)
    }
}
