import createClient from "openapi-fetch";
import type { components, paths } from "../api/schema";

type Schemas = components["schemas"];
export type Ticket = Schemas["Ticket"];

/** An answer, or the status of the refusal; 0 when the server could not be reached. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly retryAfter: number | null };

const kTimeLimit = 10_000;

/** The server's HTTP interface, for this browser's session. */
export class Api {
  private readonly client = createClient<paths>({
    baseUrl: new URL("/api/v1", location.href).href,
    fetch: (request: Request) => fetch(request, { signal: AbortSignal.timeout(kTimeLimit) }),
  });
  private csrfToken =
    document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";

  async me(): Promise<Answer<Schemas["Me"]>> {
    return this.remember(await answered(this.client.GET("/me")));
  }

  async signIn(email: string, password: string): Promise<Answer<Schemas["Me"]>> {
    return this.remember(await answered(this.client.POST("/login", { body: { email, password } })));
  }

  async signOut(): Promise<void> {
    await answered(this.client.POST("/logout", { params: this.token() }));
  }

  ticket(instanceId: string): Promise<Answer<Ticket>> {
    return answered(
      this.client.POST("/softphone/ticket", { params: this.token(), body: { instanceId } }),
    );
  }

  history(cursor: string | null) {
    const query = cursor === null ? {} : { cursor };
    return answered(this.client.GET("/calls/history", { params: { query } }));
  }

  private token() {
    return { header: { "X-CSRF-Token": this.csrfToken } };
  }

  private remember(answer: Answer<Schemas["Me"]>): Answer<Schemas["Me"]> {
    if (answer.ok) this.csrfToken = answer.value.csrfToken;
    return answer;
  }
}

async function answered<T>(call: Promise<{ data?: T; response: Response }>): Promise<Answer<T>> {
  try {
    const { data, response } = await call;
    if (response.ok) return { ok: true, value: data as T };
    const seconds = Number(response.headers.get("Retry-After"));
    return { ok: false, status: response.status, retryAfter: seconds > 0 ? seconds : null };
  } catch {
    return { ok: false, status: 0, retryAfter: null };
  }
}
