/** A process that can die in this one: from a moment on its database does not hear it any more, and its channels hand nothing over. */
import type { DatabaseConnection, Dialect, Driver } from "kysely";
import { createPostgresDialect } from "../../src/db/open.ts";

/** `statement`: in the middle of anything; the others in an attempt: before its mark, after it, after the mail was taken. */
export type Moment = "statement" | "unmarked" | "marked" | "handed";

export interface Life {
  dead: boolean;
  /** Dies at the moment of that name, after so many of them. */
  fate: { moment: Moment; after: number } | null;
  /** Passes a moment. @throws when it is dead, or dies now */
  pass(moment: Moment): void;
}

export function createLife(): Life {
  const life: Life = {
    dead: false,
    fate: null,
    pass(moment) {
      if (life.fate?.moment === moment && life.fate.after-- <= 0) life.dead = true;
      if (life.dead) throw new Error("this process is dead");
    },
  };
  return life;
}

/** What was begun and not committed is taken back, as the server does when a connection breaks. */
export function createMortalDialect(url: string, life: Life, onStatement: () => void): Dialect {
  const dialect = createPostgresDialect(url);
  const heard = new WeakSet<DatabaseConnection>();
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver(): Driver {
      const driver = dialect.createDriver();
      const acquire = driver.acquireConnection.bind(driver);
      driver.acquireConnection = async (...args) => {
        const connection = await acquire(...args);
        if (heard.has(connection)) return connection;
        heard.add(connection);
        const execute = connection.executeQuery.bind(connection);
        connection.executeQuery = async (query, ...rest) => {
          onStatement();
          if (query.sql !== "rollback") life.pass("statement");
          return execute(query, ...rest);
        };
        return connection;
      };
      return driver;
    },
  };
}
