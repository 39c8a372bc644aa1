"""What scripted agents play in the tests."""

TALKATIVE = [
    {"think": "Let me see."},
    {"say": "I begin with **what is there**."},
    {"use": {"tool": "Read", "input": {"file_path": "a.txt"}, "result": "hello"}},
    {"use": {"tool": "Write", "input": {"file_path": "b.txt", "content": "one\ntwo\n"}, "result": "ok"}},
    {"use": {"tool": "Edit", "input": {"file_path": "b.txt", "old_string": "two", "new_string": "three"}, "result": "ok"}},
    {"use": {"tool": "Bash", "input": {"command": "false"}, "result": "exit 1", "is_error": True}},
    {"say": "# Done\n\nAll of it. <img src=x onerror=alert(1)><script>alert(2)</script>"},
    {"cost": {"input_tokens": 1200, "output_tokens": 340, "cost_usd": 0.0123}},
]
ASKING = [{"say": "One thing first."}, {"ask": {"message": "Which colour?"}}, {"say": "You said {answer}."}]
CHOOSING = [
    {"ask": {"message": "How?", "tool": "AskUserQuestion", "input": {"questions": [
        {"question": "Speed", "options": [{"label": "Fast", "description": "and rough"}, {"label": "Slow", "description": "and fine"}]}]}}},
    {"say": "You said {answer}."},
]
FAILING = [{"say": "I try."}, {"fail": {"cause": "invalid_request", "message": "The model refused."}}]
# A pause ends a wait, so there are several.
SLOW = [{"say": "Slowly now.", "delay_ms": 50}, *([{"wait_ms": 60000}] * 3), {"say": "Never reached."}]
STEADY = [{"say": " ".join(f"word{number}" for number in range(200)), "delay_ms": 30}, {"say": "Finished."}]
