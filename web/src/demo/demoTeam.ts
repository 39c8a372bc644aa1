import type { Json } from "../wire";

export interface DemoMember {
  name: string;
  role: string;
  description: string;
  system_prompt: string;
  capabilities: string[];
  task: { title: string; description: string; priority: string; estimated_duration: number };
  /** Which earlier tasks it waits for. */
  after: number[];
  script: Json[];
}

const say = (text: string, delay = 35): Json => ({ say: text, delay_ms: delay });
const use = (tool: string, input: Json, result: string): Json => ({ use: { tool, input, result } });
const wait = (ms: number): Json => ({ wait_ms: ms });
const cost = (input: number, output: number, dollars: number): Json => ({
  cost: { input_tokens: input, output_tokens: output, cost_usd: dollars },
});

/** A small team that plays its parts on the scripted backend: no key, no model, the same every time. */
export const demoTeam: DemoMember[] = [
  {
    name: "Petra",
    role: "Planner",
    description: "Breaks work into pieces and asks what is unclear",
    system_prompt: "You plan work in small, checkable pieces.",
    capabilities: ["planning", "coordination"],
    after: [],
    task: {
      title: "Plan the word counter",
      description: "Decide what the tool counts and how it is called.",
      priority: "high",
      estimated_duration: 5,
    },
    script: [
      { think: "A word counter is small, but what counts as a word is a decision." },
      wait(700),
      say("I read the request. Before I plan, one thing should be decided by a person."),
      cost(900, 120, 0.004),
      {
        ask: {
          message: "Should the counter treat “well-known” as one word or two?",
          tool: "AskUserQuestion",
          input: {
            questions: [{
              question: "Hyphenated words",
              options: [{ label: "One word", description: "As wc does" }, {
                label: "Two words",
                description: "As some editors do",
              }],
            }],
          },
        },
      },
      say(
        "## Plan\n\nDecision: {answer}\n\n1. A function `count` over a text\n2. A command line that reads files\n3. Tests for both",
      ),
      cost(1400, 380, 0.011),
    ],
  },
  {
    name: "Sven",
    role: "Engineer",
    description: "Writes the code",
    system_prompt: "You write small, clear functions.",
    capabilities: ["implementation", "python"],
    after: [0],
    task: {
      title: "Write the counter",
      description: "Implement `count` and the command line.",
      priority: "medium",
      estimated_duration: 15,
    },
    script: [
      use("Glob", { pattern: "**/*.py" }, "No files found"),
      wait(600),
      say("The place is empty, so I start with the function."),
      use("Write", {
        file_path: "counter.py",
        content:
          'import sys\n\n\ndef count(text):\n    return len(text.split())\n\n\nif __name__ == "__main__":\n    for path in sys.argv[1:]:\n        with open(path) as file:\n            print(count(file.read()), path)\n',
      }, "File created"),
      wait(900),
      use("Edit", {
        file_path: "counter.py",
        old_string: "    return len(text.split())",
        new_string: '    """Words are what white space parts."""\n    return len(text.split())',
      }, "File edited"),
      use("Bash", { command: "python3 counter.py counter.py" }, "31 counter.py"),
      say("`counter.py` counts words and has a command line. I ran it on itself: 31 words."),
      cost(5200, 900, 0.031),
    ],
  },
  {
    name: "Ines",
    role: "Tester",
    description: "Finds what breaks",
    system_prompt: "You test behaviour, not lines.",
    capabilities: ["testing"],
    after: [1],
    task: {
      title: "Test the counter",
      description: "Cover empty text, several spaces, and hyphens.",
      priority: "medium",
      estimated_duration: 10,
    },
    script: [
      { fail: { cause: "overloaded", message: "The script fails once, to show a retry." }, attempts: 1 },
      say("Three cases matter: nothing, several spaces, hyphens."),
      use("Write", {
        file_path: "test_counter.py",
        content:
          'from counter import count\n\n\ndef test_nothing():\n    assert count("") == 0\n\n\ndef test_spaces():\n    assert count("a  b\\n c") == 3\n\n\ndef test_hyphen():\n    assert count("well-known") == 1\n',
      }, "File created"),
      wait(800),
      use(
        "Bash",
        { command: "python3 -m pytest -q" },
        "...                                        [100%]\n3 passed in 0.02s",
      ),
      say("All three tests pass."),
      cost(3100, 420, 0.017),
    ],
  },
  {
    name: "Wim",
    role: "Writer",
    description: "Explains it to people",
    system_prompt: "You write short and plain.",
    capabilities: ["documentation"],
    after: [1],
    task: {
      title: "Write the manual",
      description: "One page: what it does, how to call it.",
      priority: "low",
      estimated_duration: 5,
    },
    script: [
      use("Read", { file_path: "counter.py" }, "import sys\n…"),
      wait(500),
      say(
        "# counter\n\nCounts the words of files.\n\n```\npython3 counter.py FILE…\n```\n\nA word is what stands between white space.",
        45,
      ),
      cost(1900, 260, 0.008),
    ],
  },
];
