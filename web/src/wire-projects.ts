// Project directories on the wire; see wire.ts.

/** What a directory holds, and what is wrong with it. */
export interface ProjectSurvey {
  directory: string;
  /** Their names. */
  agents: string[];
  /** Their titles. */
  tasks: string[];
  files: string[];
  /** Each begins with its file. */
  errors: string[];
}

export interface ProjectLoad {
  agents_loaded: number;
  tasks_loaded: number;
  /** With one, nothing was loaded. */
  errors: string[];
  files_processed: string[];
}
