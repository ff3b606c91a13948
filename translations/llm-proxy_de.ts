<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en_US">
<context>
    <name>AgentSetup</name>
    <message>
        <source>Not logged in? Then Claude Code also wants ANTHROPIC_AUTH_TOKEN; any value does, llm-proxy puts the backend&apos;s key in its place.</source>
        <translation>Nicht angemeldet? Dann will Claude Code auch ANTHROPIC_AUTH_TOKEN; ein beliebiger Wert genügt, llm-proxy setzt den Schlüssel des Backends an seine Stelle.</translation>
    </message>
    <message>
        <source>Claude Code&apos;s status line</source>
        <translation>Statuszeile von Claude Code</translation>
    </message>
    <message>
        <source>One line below Claude Code&apos;s input: the model that answers, the difficulty, the warm cache and what was saved today. It replaces a status line that is there.</source>
        <translation>Eine Zeile unter der Eingabe von Claude Code: das antwortende Modell, die Schwierigkeit, der warme Cache und was heute gespart wurde. Sie ersetzt eine vorhandene Statuszeile.</translation>
    </message>
    <message>
        <source>Gemini CLI follows this address when it logs in with GEMINI_API_KEY. It names the model in the path, so its requests pass through unrouted.</source>
        <translation>Gemini CLI nutzt diese Adresse, wenn es sich mit GEMINI_API_KEY anmeldet. Es nennt das Modell im Pfad, darum gehen seine Anfragen ohne Routing durch.</translation>
    </message>
    <message>
        <source>it is larger than 4 MB</source>
        <translation>Datei ist größer als 4 MB</translation>
    </message>
    <message>
        <source>it has changed meanwhile</source>
        <translation>Datei wurde inzwischen geändert</translation>
    </message>
    <message>
        <source>it was changed since; the former one is kept beside it</source>
        <translation>Datei wurde seither geändert; die frühere liegt daneben</translation>
    </message>
    <message>
        <source>it is not valid JSON</source>
        <translation>Datei ist kein gültiges JSON</translation>
    </message>
    <message>
        <source>a part that must be an object is none</source>
        <translation>ein Teil, der ein Objekt sein muss, ist keines</translation>
    </message>
</context>
<context>
    <name>Autostart</name>
    <message>
        <source>The systemd user unit llm-proxy.service already starts it at login. Disable that first: systemctl --user disable llm-proxy</source>
        <translation>Die systemd-Benutzereinheit llm-proxy.service startet ihn bereits bei der Anmeldung. Deaktivieren Sie sie zuerst: systemctl --user disable llm-proxy</translation>
    </message>
    <message>
        <source>The launch agent %1 already starts it at login. Remove that first.</source>
        <translation>Der Launch-Agent %1 startet ihn bereits bei der Anmeldung. Entfernen Sie ihn zuerst.</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>easy</source>
        <translation>leicht</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>schwer</translation>
    </message>
    <message>
        <source>not classified</source>
        <translation>nicht klassifiziert</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Schwierigkeit</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>beibehalten</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Angefragt</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Beantwortet von</translation>
    </message>
    <message>
        <source>decisions</source>
        <translation>Entscheidungen</translation>
    </message>
    <message>
        <source>Routing time</source>
        <translation>Routing-Zeit</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Entscheidungen</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>beantwortet</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>gespart</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>verloren</translation>
    </message>
    <message>
        <source>Morph&apos;s fee</source>
        <translation>Morph-Gebühr</translation>
    </message>
    <message>
        <source>net</source>
        <translation>netto</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>the upstream&apos;s answer is an error</source>
        <translation>die Antwort des Upstreams ist ein Fehler</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>zu groß</translation>
    </message>
    <message>
        <source>not valid UTF-8</source>
        <translation>kein gültiges UTF-8</translation>
    </message>
    <message>
        <source>something follows the value</source>
        <translation>nach dem Wert folgt noch etwas</translation>
    </message>
    <message>
        <source>it ends too early</source>
        <translation>es endet zu früh</translation>
    </message>
    <message>
        <source>too deep</source>
        <translation>zu tief verschachtelt</translation>
    </message>
    <message>
        <source>a comma is missing</source>
        <translation>ein Komma fehlt</translation>
    </message>
    <message>
        <source>a member name is missing</source>
        <translation>ein Schlüsselname fehlt</translation>
    </message>
    <message>
        <source>a colon is missing</source>
        <translation>ein Doppelpunkt fehlt</translation>
    </message>
    <message>
        <source>a string does not end</source>
        <translation>eine Zeichenkette endet nicht</translation>
    </message>
    <message>
        <source>a bad escape</source>
        <translation>eine ungültige Escape-Sequenz</translation>
    </message>
    <message>
        <source>not a JSON value</source>
        <translation>kein JSON-Wert</translation>
    </message>
    <message>
        <source>too many values</source>
        <translation>zu viele Werte</translation>
    </message>
    <message>
        <source>%1 (byte %2)</source>
        <translation>%1 (Byte %2)</translation>
    </message>
    <message>
        <source>the upstream&apos;s stream ended without a reason to stop</source>
        <translation>der Strom des Upstreams endete ohne einen Grund zum Aufhören</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: it has no choices</source>
        <translation>die Antwort des Upstreams kann nicht umgewandelt werden: sie hat keine choices</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: it has no content</source>
        <translation>die Antwort des Upstreams kann nicht umgewandelt werden: sie hat keinen content</translation>
    </message>
    <message>
        <source>the upstream sent arguments that belong to no tool call</source>
        <translation>der Upstream sandte Argumente, die zu keinem Werkzeugaufruf gehören</translation>
    </message>
    <message>
        <source>the upstream sent a tool call without a name</source>
        <translation>der Upstream sandte einen Werkzeugaufruf ohne Namen</translation>
    </message>
    <message>
        <source>the upstream&apos;s arguments of a tool call stop in the middle</source>
        <translation>die Argumente eines Werkzeugaufrufs des Upstreams brechen in der Mitte ab</translation>
    </message>
    <message>
        <source>the upstream ended its answer with &quot;%1&quot;</source>
        <translation>der Upstream beendete seine Antwort mit „%1“</translation>
    </message>
    <message>
        <source>the upstream&apos;s arguments of a tool call are no JSON object</source>
        <translation>die Argumente eines Werkzeugaufrufs des Upstreams sind kein JSON-Objekt</translation>
    </message>
    <message>
        <source>the upstream sent too much text inside a tool call</source>
        <translation>der Upstream sandte zu viel Text innerhalb eines Werkzeugaufrufs</translation>
    </message>
    <message>
        <source>the upstream sent more blocks than can be converted</source>
        <translation>der Upstream sandte mehr Blöcke, als umgewandelt werden können</translation>
    </message>
    <message>
        <source>an Anthropic upstream takes JPEG, PNG, GIF and WebP images</source>
        <translation>ein Anthropic-Upstream nimmt Bilder in JPEG, PNG, GIF und WebP</translation>
    </message>
    <message>
        <source>%1; allowed: %2</source>
        <translation>%1; erlaubt: %2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a URL</source>
        <translation>„%1“ ist keine URL</translation>
    </message>
    <message>
        <source>&quot;%1:&quot; is not a scheme that is spoken here</source>
        <translation>„%1:“ ist kein hier gesprochenes Schema</translation>
    </message>
    <message>
        <source>&quot;%1&quot; names no host</source>
        <translation>„%1“ nennt keinen Host</translation>
    </message>
    <message>
        <source>port 0 cannot be reached</source>
        <translation>Port 0 ist nicht erreichbar</translation>
    </message>
    <message>
        <source>it has a query or a fragment</source>
        <translation>sie hat eine Abfrage oder ein Fragment</translation>
    </message>
    <message>
        <source>is longer than 4096 characters</source>
        <translation>ist länger als 4096 Zeichen</translation>
    </message>
    <message>
        <source>holds a character that cannot stand in a header</source>
        <translation>enthält ein Zeichen, das in keinem Header stehen kann</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a model name</source>
        <translation>„%1“ ist kein Modellname</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an IP address</source>
        <translation>„%1“ ist keine IP-Adresse</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a host name without port</source>
        <translation>„%1“ ist kein Hostname ohne Port</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an origin</source>
        <translation>„%1“ ist kein Ursprung (Origin)</translation>
    </message>
    <message>
        <source>it holds a user name or password</source>
        <translation>sie enthält einen Benutzernamen oder ein Kennwort</translation>
    </message>
    <message>
        <source>it ends with the path &quot;/v1&quot;, which every request brings itself</source>
        <translation>sie endet mit dem Pfad „/v1“, den jede Anfrage selbst mitbringt</translation>
    </message>
    <message>
        <source>&quot;%1&quot; can be reached from other machines, and no key is asked for</source>
        <translation>„%1“ ist von anderen Rechnern erreichbar, und kein Schlüssel wird verlangt</translation>
    </message>
    <message>
        <source>holds a key of fewer than %1 characters</source>
        <translation>enthält einen Schlüssel mit weniger als %1 Zeichen</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is this proxy&apos;s own address</source>
        <translation>„%1“ ist die Adresse dieses Proxys selbst</translation>
    </message>
    <message>
        <source>the address of another program, or another LLM_PROXY_PORT</source>
        <translation>die Adresse eines anderen Programms, oder ein anderer LLM_PROXY_PORT</translation>
    </message>
    <message>
        <source>sends the key and prompts unencrypted</source>
        <translation>sendet Schlüssel und Prompts unverschlüsselt</translation>
    </message>
    <message>
        <source>is less than LLM_PROXY_MAX_BODY_MB</source>
        <translation>ist kleiner als LLM_PROXY_MAX_BODY_MB</translation>
    </message>
    <message>
        <source>at least as much as LLM_PROXY_MAX_BODY_MB</source>
        <translation>mindestens so viel wie LLM_PROXY_MAX_BODY_MB</translation>
    </message>
    <message>
        <source>looks like an example and not like a key</source>
        <translation>sieht aus wie ein Beispiel und nicht wie ein Schlüssel</translation>
    </message>
    <message>
        <source>is not set: routing is off, every request keeps its model</source>
        <translation>ist nicht gesetzt: Routing ist aus, jede Anfrage behält ihr Modell</translation>
    </message>
    <message>
        <source>holds a key and can be read by other users</source>
        <translation>enthält einen Schlüssel und ist für andere Benutzer lesbar</translation>
    </message>
    <message>
        <source>mode 0600</source>
        <translation>Rechte 0600</translation>
    </message>
    <message>
        <source>is not a known setting</source>
        <translation>ist keine bekannte Einstellung</translation>
    </message>
    <message>
        <source>is not a known setting; did you mean %1?</source>
        <translation>ist keine bekannte Einstellung; meinten Sie %1?</translation>
    </message>
    <message>
        <source>has an effect in the environment only</source>
        <translation>wirkt nur in der Umgebung</translation>
    </message>
    <message>
        <source>stands on line %1 too; the last one counts</source>
        <translation>steht auch in Zeile %1; die letzte zählt</translation>
    </message>
    <message>
        <source>is a secret, and every user of this machine can read a command line</source>
        <translation>ist ein Geheimnis, und jeder Benutzer dieses Rechners kann eine Befehlszeile lesen</translation>
    </message>
    <message>
        <source>the environment, .env or llm-proxy.json</source>
        <translation>die Umgebung, .env oder llm-proxy.json</translation>
    </message>
    <message>
        <source>text after the closing quote</source>
        <translation>Text nach dem schließenden Anführungszeichen</translation>
    </message>
    <message>
        <source>the closing quote is missing</source>
        <translation>das schließende Anführungszeichen fehlt</translation>
    </message>
    <message>
        <source>is not of the form KEY=value</source>
        <translation>hat nicht die Form KEY=Wert</translation>
    </message>
    <message>
        <source>holds a NUL</source>
        <translation>enthält ein NUL</translation>
    </message>
    <message>
        <source>is not UTF-8</source>
        <translation>ist kein UTF-8</translation>
    </message>
    <message>
        <source>is not JSON: %1</source>
        <translation>ist kein JSON: %1</translation>
    </message>
    <message>
        <source>holds no JSON object</source>
        <translation>enthält kein JSON-Objekt</translation>
    </message>
    <message>
        <source>stands there more than once</source>
        <translation>steht dort mehrfach</translation>
    </message>
    <message>
        <source>is not an object</source>
        <translation>ist kein Objekt</translation>
    </message>
    <message>
        <source>an object of settings</source>
        <translation>ein Objekt mit Einstellungen</translation>
    </message>
    <message>
        <source>does not exist, but LLM_PROXY_CONFIG names it</source>
        <translation>gibt es nicht, obwohl LLM_PROXY_CONFIG sie nennt</translation>
    </message>
    <message>
        <source>is not an array of objects</source>
        <translation>ist kein Array von Objekten</translation>
    </message>
    <message>
        <source>can&apos;t be used: %1</source>
        <translation>nicht verwendbar: %1</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>ein Text</translation>
    </message>
    <message>
        <source>is %1, not %2</source>
        <translation>ist %1, erwartet wird %2</translation>
    </message>
    <message>
        <source>%1 is not a whole number</source>
        <translation>%1 ist keine ganze Zahl</translation>
    </message>
    <message>
        <source>%1 is out of range</source>
        <translation>%1 liegt außerhalb des Bereichs</translation>
    </message>
    <message>
        <source>an array of texts</source>
        <translation>ein Array von Texten</translation>
    </message>
    <message>
        <source>one entry %1</source>
        <translation>ein Eintrag %1</translation>
    </message>
    <message>
        <source>one entry is empty</source>
        <translation>ein Eintrag ist leer</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not one of them</source>
        <translation>„%1“ gehört nicht dazu</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is neither true nor false</source>
        <translation>„%1“ ist weder true noch false</translation>
    </message>
    <message>
        <source>holds commas only</source>
        <translation>enthält nur Kommas</translation>
    </message>
    <message>
        <source>is not a number</source>
        <translation>ist keine Zahl</translation>
    </message>
    <message>
        <source>is not a regular file</source>
        <translation>ist keine gewöhnliche Datei</translation>
    </message>
    <message>
        <source>cannot be read: %1</source>
        <translation>nicht lesbar: %1</translation>
    </message>
    <message>
        <source>is larger than 1 MiB</source>
        <translation>ist größer als 1 MiB</translation>
    </message>
    <message>
        <source>router.rules[%1]: %2</source>
        <translation>router.rules[%1]: %2</translation>
    </message>
    <message>
        <source>when.%1 must be a text of at most 256 bytes</source>
        <translation>when.%1 muss ein Text von höchstens 256 Bytes sein</translation>
    </message>
    <message>
        <source>when.%1 must be a number of bytes</source>
        <translation>when.%1 muss eine Anzahl Bytes sein</translation>
    </message>
    <message>
        <source>when.%1 is not known; known are model, path, client, project, header, headerValue, textLongerThan, textShorterThan</source>
        <translation>when.%1 ist unbekannt; bekannt sind model, path, client, project, header, headerValue, textLongerThan, textShorterThan</translation>
    </message>
    <message>
        <source>then.keep must name hard, upgrade or both</source>
        <translation>then.keep muss hard, upgrade oder beides nennen</translation>
    </message>
    <message>
        <source>then.keep knows hard and upgrade only</source>
        <translation>then.keep kennt nur hard und upgrade</translation>
    </message>
    <message>
        <source>then.route must be off, easy, medium, hard or model=&lt;id&gt;</source>
        <translation>then.route muss off, easy, medium, hard oder model=&lt;id&gt; sein</translation>
    </message>
    <message>
        <source>then.%1 is not known; known are route and keep</source>
        <translation>then.%1 ist unbekannt; bekannt sind route und keep</translation>
    </message>
    <message>
        <source>needs then.route or then.keep</source>
        <translation>braucht then.route oder then.keep</translation>
    </message>
    <message>
        <source>needs an id of at most 256 bytes</source>
        <translation>braucht eine id von höchstens 256 Bytes</translation>
    </message>
    <message>
        <source>%1 is not known; known are id, when and then</source>
        <translation>%1 ist unbekannt; bekannt sind id, when und then</translation>
    </message>
    <message>
        <source>more than 256 rules</source>
        <translation>mehr als 256 Regeln</translation>
    </message>
    <message>
        <source>its id is used twice</source>
        <translation>seine id ist doppelt vergeben</translation>
    </message>
    <message>
        <source>there is no setting %1</source>
        <translation>es gibt keine Einstellung %1</translation>
    </message>
    <message>
        <source>%1 is fixed by the %2</source>
        <translation>%1 ist festgelegt durch: %2</translation>
    </message>
    <message>
        <source>environment: %1: &quot;%2&quot; is not an absolute path</source>
        <translation>Umgebung: %1: „%2“ ist kein absoluter Pfad</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>Befehlszeile</translation>
    </message>
    <message>
        <source>keychain</source>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <source>default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>the upstream compressed its answer although it was asked not to</source>
        <translation>der Upstream hat seine Antwort komprimiert, obwohl er es nicht sollte</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer is too large to convert</source>
        <translation>die Antwort des Upstreams ist zum Konvertieren zu groß</translation>
    </message>
    <message>
        <source>the upstream&apos;s stream stopped before its end</source>
        <translation>der Stream des Upstreams hörte vor seinem Ende auf</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: %1</source>
        <translation>die Antwort des Upstreams lässt sich nicht konvertieren: %1</translation>
    </message>
    <message>
        <source>a string or an array is required</source>
        <translation>eine Zeichenkette oder ein Array ist nötig</translation>
    </message>
    <message>
        <source>must be user, assistant or system</source>
        <translation>muss user, assistant oder system sein</translation>
    </message>
    <message>
        <source>must be a string or an array</source>
        <translation>muss eine Zeichenkette oder ein Array sein</translation>
    </message>
    <message>
        <source>a string is required</source>
        <translation>eine Zeichenkette ist nötig</translation>
    </message>
    <message>
        <source>files of Anthropic&apos;s containers stay there</source>
        <translation>Dateien aus Anthropics Containern bleiben dort</translation>
    </message>
    <message>
        <source>only base64 data and URLs can be sent on; a file id means nothing to another service</source>
        <translation>nur base64-Daten und URLs lassen sich weitersenden; eine Datei-ID bedeutet einem anderen Dienst nichts</translation>
    </message>
    <message>
        <source>only data and text can be sent on; OpenAI&apos;s file parts take neither URLs nor foreign file ids</source>
        <translation>nur Daten und Text lassen sich weitersenden; OpenAIs Dateiteile nehmen weder URLs noch fremde Datei-IDs</translation>
    </message>
    <message>
        <source>an array is required</source>
        <translation>ein Array ist nötig</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a tool of Anthropic&apos;s own servers or models; an OpenAI upstream has no equal</source>
        <translation>„%1“ ist ein Werkzeug von Anthropics eigenen Servern oder Modellen; ein OpenAI-Upstream hat kein Gegenstück</translation>
    </message>
    <message>
        <source>must be auto, any, tool or none</source>
        <translation>muss auto, any, tool oder none sein</translation>
    </message>
    <message>
        <source>must be of type json_schema and hold a schema</source>
        <translation>muss vom Typ json_schema sein und ein Schema enthalten</translation>
    </message>
    <message>
        <source>the upstream sent an event that is no JSON object</source>
        <translation>der Upstream sandte ein Ereignis, das kein JSON-Objekt ist</translation>
    </message>
    <message>
        <source>content-encoding: a compressed body can&apos;t be converted</source>
        <translation>content-encoding: ein komprimierter Anfragetext lässt sich nicht konvertieren</translation>
    </message>
    <message>
        <source>the body is no JSON object: %1</source>
        <translation>der Anfragetext ist kein JSON-Objekt: %1</translation>
    </message>
    <message>
        <source>the upstream speaks %1, which has no equal of this call</source>
        <translation>der Upstream spricht %1; dort gibt es keine Entsprechung dieses Aufrufs</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>eine Zeichenkette</translation>
    </message>
    <message>
        <source>an array</source>
        <translation>ein Array</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>ein Objekt</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>eine Zahl</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>muss true oder false sein</translation>
    </message>
    <message>
        <source>must be %1</source>
        <translation>muss %1 sein</translation>
    </message>
    <message>
        <source>can&apos;t be said to this upstream: %1</source>
        <translation>lässt sich diesem Upstream nicht sagen: %1</translation>
    </message>
    <message>
        <source>runs on Anthropic&apos;s servers</source>
        <translation>läuft auf Anthropics Servern</translation>
    </message>
    <message>
        <source>run from Anthropic&apos;s servers</source>
        <translation>laufen von Anthropics Servern aus</translation>
    </message>
    <message>
        <source>no sound</source>
        <translation>kein Ton</translation>
    </message>
    <message>
        <source>the search is OpenAI&apos;s</source>
        <translation>die Suche gehört OpenAI</translation>
    </message>
    <message>
        <source>the old form; use tools</source>
        <translation>die alte Form; verwenden Sie tools</translation>
    </message>
    <message>
        <source>the old form; use tool_choice</source>
        <translation>die alte Form; verwenden Sie tool_choice</translation>
    </message>
    <message>
        <source>&quot;%1&quot; can&apos;t stand here for an Anthropic upstream</source>
        <translation>„%1“ kann hier für einen Anthropic-Upstream nicht stehen</translation>
    </message>
    <message>
        <source>a data URL must be in base64</source>
        <translation>eine data-URL muss in base64 sein</translation>
    </message>
    <message>
        <source>only PDF data in a base64 data URL can be sent on; a file id means nothing elsewhere</source>
        <translation>nur PDF-Daten in einer base64-data-URL lassen sich weitersenden; eine Datei-ID bedeutet anderswo nichts</translation>
    </message>
    <message>
        <source>an Anthropic upstream needs a message beside the system&apos;s</source>
        <translation>ein Anthropic-Upstream braucht eine Nachricht neben der des Systems</translation>
    </message>
    <message>
        <source>must be system, developer, user, assistant or tool; functions are called tools by now</source>
        <translation>muss system, developer, user, assistant oder tool sein; Funktionen heißen inzwischen tools</translation>
    </message>
    <message>
        <source>functions are called tools by now</source>
        <translation>Funktionen heißen inzwischen tools</translation>
    </message>
    <message>
        <source>an Anthropic upstream takes no sound</source>
        <translation>ein Anthropic-Upstream nimmt keinen Ton an</translation>
    </message>
    <message>
        <source>an Anthropic upstream knows function calls only</source>
        <translation>ein Anthropic-Upstream kennt nur Funktionsaufrufe</translation>
    </message>
    <message>
        <source>an Anthropic upstream gives one choice</source>
        <translation>ein Anthropic-Upstream gibt eine einzige Antwort</translation>
    </message>
    <message>
        <source>an Anthropic upstream has no probabilities</source>
        <translation>ein Anthropic-Upstream hat keine Wahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>an Anthropic upstream has none</source>
        <translation>ein Anthropic-Upstream hat keine</translation>
    </message>
    <message>
        <source>an Anthropic upstream gives text only</source>
        <translation>ein Anthropic-Upstream gibt nur Text aus</translation>
    </message>
    <message>
        <source>must be text, json_object or json_schema</source>
        <translation>muss text, json_object oder json_schema sein</translation>
    </message>
    <message>
        <source>the upstream sent more tool calls than can be converted</source>
        <translation>der Upstream sandte mehr Werkzeugaufrufe, als konvertiert werden können</translation>
    </message>
    <message>
        <source>an Anthropic upstream has function tools only</source>
        <translation>ein Anthropic-Upstream hat nur Funktionswerkzeuge</translation>
    </message>
    <message>
        <source>an Anthropic upstream knows function choices only</source>
        <translation>ein Anthropic-Upstream kennt nur die Wahl von Funktionen</translation>
    </message>
    <message>
        <source>must be none, auto, required or an object</source>
        <translation>muss none, auto, required oder ein Objekt sein</translation>
    </message>
    <message>
        <source>the upstream sent an event that is too large to convert</source>
        <translation>der Upstream sandte ein Ereignis, das zum Konvertieren zu groß ist</translation>
    </message>
    <message>
        <source>no classification within the budget</source>
        <translation>keine Einstufung innerhalb des Zeitbudgets</translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation>Anfragen: %1</translation>
    </message>
    <message>
        <source>%1 in the text for the router</source>
        <translation>%1 im Text für den Router</translation>
    </message>
    <message>
        <source>easy, medium and hard all come to %1</source>
        <translation>leicht, mittel und schwer führen alle zu %1</translation>
    </message>
    <message>
        <source>not understood: x-llm-proxy-route: %1</source>
        <translation>nicht verstanden: x-llm-proxy-route: %1</translation>
    </message>
    <message>
        <source>%1: no routing</source>
        <translation>%1: kein Routing</translation>
    </message>
    <message>
        <source>idle %1m &gt; %2m</source>
        <translation>Pause %1 min &gt; %2 min</translation>
    </message>
    <message>
        <source>%1: model %2</source>
        <translation>%1: Modell %2</translation>
    </message>
    <message>
        <source>%1 matched</source>
        <translation>%1 trifft zu</translation>
    </message>
    <message>
        <source>%1, told by %2</source>
        <translation>%1, erkannt an %2</translation>
    </message>
    <message>
        <source>MORPH_API_KEY holds what no header may hold</source>
        <translation>MORPH_API_KEY enthält Zeichen, die in keinem Header stehen dürfen</translation>
    </message>
    <message>
        <source>one call tries whether Morph is back</source>
        <translation>ein Aufruf prüft, ob Morph wieder da ist</translation>
    </message>
    <message>
        <source>the circuit is open</source>
        <translation>der Schutzschalter ist offen</translation>
    </message>
    <message>
        <source>too many calls are under way</source>
        <translation>zu viele Aufrufe sind im Gang</translation>
    </message>
    <message>
        <source>it has no difficulty</source>
        <translation>das Niveau fehlt</translation>
    </message>
    <message>
        <source>it has no model</source>
        <translation>das Modell fehlt</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>sie ist leer</translation>
    </message>
    <message>
        <source>it is not JSON: %1</source>
        <translation>sie ist kein JSON: %1</translation>
    </message>
    <message>
        <source>it is not a JSON object</source>
        <translation>sie ist kein JSON-Objekt</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>sie ist zu groß</translation>
    </message>
    <message>
        <source>Morph answered %1</source>
        <translation>Morph antwortete %1</translation>
    </message>
    <message>
        <source>Morph answered %1; redirects are not followed</source>
        <translation>Morph antwortete %1; Weiterleitungen wird nicht gefolgt</translation>
    </message>
    <message>
        <source>Morph&apos;s answer can&apos;t be read: %1</source>
        <translation>Die Antwort von Morph ist nicht lesbar: %1</translation>
    </message>
    <message>
        <source>Morph did not answer within the budget</source>
        <translation>Morph antwortete nicht innerhalb des Zeitbudgets</translation>
    </message>
    <message>
        <source>model list: %1</source>
        <translation>Modellliste: %1</translation>
    </message>
    <message>
        <source>the answer holds no &quot;data&quot; array</source>
        <translation>die Antwort enthält kein Array „data“</translation>
    </message>
    <message>
        <source>too many models</source>
        <translation>zu viele Modelle</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>keine rechtzeitige Antwort</translation>
    </message>
    <message>
        <source>the answer is too large</source>
        <translation>die Antwort ist zu groß</translation>
    </message>
    <message>
        <source>the backend answered %1</source>
        <translation>das Backend antwortete %1</translation>
    </message>
    <message>
        <source>a tool&apos;s result is under way to the model that asked for it</source>
        <translation>ein Werkzeugergebnis ist unterwegs zu dem Modell, das es verlangt hat</translation>
    </message>
    <message>
        <source>the conversation is stored with the model that began it</source>
        <translation>das Gespräch ist bei dem Modell gespeichert, das es begonnen hat</translation>
    </message>
    <message>
        <source>thinking signed for %1, the target is of %2</source>
        <translation>Denkschritte sind für %1 signiert, das Ziel gehört zu %2</translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation>von %1 zu %2</translation>
    </message>
    <message>
        <source>max_tokens %1, the limit is %2</source>
        <translation>max_tokens %1, die Grenze ist %2</translation>
    </message>
    <message>
        <source>about %1 tokens and max_tokens make %2, the window is %3</source>
        <translation>etwa %1 Tokens und max_tokens ergeben %2, das Fenster fasst %3</translation>
    </message>
    <message>
        <source>the target reads no images</source>
        <translation>das Ziel liest keine Bilder</translation>
    </message>
    <message>
        <source>the target reads no documents</source>
        <translation>das Ziel liest keine Dokumente</translation>
    </message>
    <message>
        <source>the target lacks %1</source>
        <translation>dem Ziel fehlt %1</translation>
    </message>
    <message>
        <source>the target is not in the table of models</source>
        <translation>das Ziel steht nicht in der Modelltabelle</translation>
    </message>
    <message>
        <source>the target does not take %1</source>
        <translation>das Ziel nimmt nicht an: %1</translation>
    </message>
    <message>
        <source>%1, as the target does not take %2</source>
        <translation>%1, denn das Ziel nimmt nicht an: %2</translation>
    </message>
    <message>
        <source>%1 tokens are warm; about %2 requests cost %3 staying, %4 switching: %5 % gained, %6 % needed</source>
        <translation>%1 Tokens sind warm; etwa %2 Anfragen kosten %3 beim Bleiben, %4 beim Wechsel: %5 % gewonnen, %6 % nötig</translation>
    </message>
    <message>
        <source>a stronger model is never held back by price</source>
        <translation>ein stärkeres Modell wird nie des Preises wegen zurückgehalten</translation>
    </message>
    <message>
        <source>the session switched up %1 turns ago; it switches down after %2 at the earliest</source>
        <translation>Aufstieg vor %1 Zügen; kein Abstieg vor %2 Zügen</translation>
    </message>
    <message>
        <source>the history is new, nothing of it is cached</source>
        <translation>der Verlauf ist neu, nichts davon liegt im Cache</translation>
    </message>
    <message>
        <source>no evidence of a warm cache at %1</source>
        <translation>kein Hinweis auf einen warmen Cache bei %1</translation>
    </message>
    <message>
        <source>adaptive thinking</source>
        <translation>adaptives Denken</translation>
    </message>
    <message>
        <source>thinking with a budget</source>
        <translation>Denken mit Budget</translation>
    </message>
    <message>
        <source>thinking switched off</source>
        <translation>abgeschaltetes Denken</translation>
    </message>
    <message>
        <source>a budget of %1</source>
        <translation>ein Budget von %1</translation>
    </message>
    <message>
        <source>effort %1</source>
        <translation>Aufwand %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>the upstream could not be reached lately: %1</source>
        <translation>der Upstream war zuletzt nicht erreichbar: %1</translation>
    </message>
    <message>
        <source>nothing came within %1 ms</source>
        <translation>nichts kam innerhalb von %1 ms</translation>
    </message>
    <message>
        <source>no connection within %1 ms</source>
        <translation>keine Verbindung innerhalb von %1 ms</translation>
    </message>
    <message>
        <source>the status line is not HTTP/1.x</source>
        <translation>die Statuszeile ist nicht HTTP/1.x</translation>
    </message>
    <message>
        <source>a control byte in the status line</source>
        <translation>ein Steuerzeichen in der Statuszeile</translation>
    </message>
    <message>
        <source>a header line has no colon</source>
        <translation>eine Header-Zeile hat keinen Doppelpunkt</translation>
    </message>
    <message>
        <source>a header has a bad name</source>
        <translation>ein Header hat einen ungültigen Namen</translation>
    </message>
    <message>
        <source>a control byte in a header</source>
        <translation>ein Steuerzeichen in einem Header</translation>
    </message>
    <message>
        <source>too many headers</source>
        <translation>zu viele Header</translation>
    </message>
    <message>
        <source>a bad Content-Length</source>
        <translation>ein ungültiger Content-Length</translation>
    </message>
    <message>
        <source>differing Content-Lengths</source>
        <translation>verschiedene Content-Length</translation>
    </message>
    <message>
        <source>both a length and a transfer coding</source>
        <translation>sowohl Länge als auch Transfer-Encoding</translation>
    </message>
    <message>
        <source>a transfer coding other than chunked</source>
        <translation>ein anderes Transfer-Encoding als chunked</translation>
    </message>
    <message>
        <source>the head is too large</source>
        <translation>der Kopf ist zu groß</translation>
    </message>
    <message>
        <source>it switched protocols without being asked</source>
        <translation>er hat ungefragt das Protokoll gewechselt</translation>
    </message>
    <message>
        <source>a line of the head ends without CR</source>
        <translation>eine Zeile des Kopfs endet ohne CR</translation>
    </message>
    <message>
        <source>broken chunk framing</source>
        <translation>fehlerhafte Chunk-Aufteilung</translation>
    </message>
    <message>
        <source>it spoke without being asked</source>
        <translation>er hat ungefragt gesendet</translation>
    </message>
    <message>
        <source>the connection was %1 in the middle of an answer</source>
        <translation>die Verbindung wurde mitten in einer Antwort %1</translation>
    </message>
    <message>
        <source>the connection was %1 before an answer</source>
        <translation>die Verbindung wurde vor einer Antwort %1</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>Verbindung abgelehnt</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>Verbindung von der Gegenseite zurückgesetzt</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>Zeitüberschreitung beim Verbinden</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>kein Weg zum Rechner</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>Netz nicht erreichbar</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>keine Berechtigung</translation>
    </message>
    <message>
        <source>The chunks of the request body are malformed.</source>
        <translation>Die Chunks des Anfragetexts sind fehlerhaft.</translation>
    </message>
    <message>
        <source>The request body is larger than %1 bytes.</source>
        <translation>Der Anfragetext ist größer als %1 Bytes.</translation>
    </message>
    <message>
        <source>Too many request bodies are being held at once.</source>
        <translation>Zu viele Anfragetexte werden gleichzeitig gehalten.</translation>
    </message>
    <message>
        <source>The client left.</source>
        <translation>Der Client ist gegangen.</translation>
    </message>
    <message>
        <source>The head of the request came too slowly.</source>
        <translation>Der Kopf der Anfrage kam zu langsam.</translation>
    </message>
    <message>
        <source>The request body came too slowly.</source>
        <translation>Der Anfragetext kam zu langsam.</translation>
    </message>
    <message>
        <source>Too many connections are open.</source>
        <translation>Zu viele Verbindungen sind offen.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an address.</source>
        <translation>„%1“ ist keine Adresse.</translation>
    </message>
    <message>
        <source>Cannot listen on %1 port %2: %3.</source>
        <translation>An %1, Port %2 kann nicht gelauscht werden: %3.</translation>
    </message>
    <message>
        <source>Qt %1 does not hand requests over in the order that is relied upon.</source>
        <translation>Qt %1 übergibt Anfragen nicht in der Reihenfolge, auf die gebaut wird.</translation>
    </message>
    <message>
        <source>A line ends without CR LF.</source>
        <translation>Eine Zeile endet ohne CR LF.</translation>
    </message>
    <message>
        <source>There is a control byte in the head.</source>
        <translation>Im Kopf steht ein Steuerzeichen.</translation>
    </message>
    <message>
        <source>The head is too large.</source>
        <translation>Der Kopf ist zu groß.</translation>
    </message>
    <message>
        <source>The request line is malformed.</source>
        <translation>Die Anfragezeile ist fehlerhaft.</translation>
    </message>
    <message>
        <source>The request target is too long.</source>
        <translation>Das Ziel der Anfrage ist zu lang.</translation>
    </message>
    <message>
        <source>The request target holds a byte that it may not.</source>
        <translation>Das Ziel der Anfrage enthält ein unzulässiges Byte.</translation>
    </message>
    <message>
        <source>Only HTTP/1.0 and 1.1 are spoken.</source>
        <translation>Nur HTTP/1.0 und 1.1 werden gesprochen.</translation>
    </message>
    <message>
        <source>A header line is malformed.</source>
        <translation>Eine Header-Zeile ist fehlerhaft.</translation>
    </message>
    <message>
        <source>There are too many header fields.</source>
        <translation>Es sind zu viele Header-Felder.</translation>
    </message>
    <message>
        <source>This proxy does not answer to the host name &quot;%1&quot;; names beside localhost have to be configured.</source>
        <translation>Dieser Proxy hört nicht auf den Hostnamen „%1“; Namen außer localhost müssen konfiguriert werden.</translation>
    </message>
    <message>
        <source>The host is not a name or address with a port.</source>
        <translation>Der Host ist weder Name noch Adresse mit Port.</translation>
    </message>
    <message>
        <source>The Host field is missing.</source>
        <translation>Das Feld Host fehlt.</translation>
    </message>
    <message>
        <source>There is more than one Host field.</source>
        <translation>Es gibt mehr als ein Feld Host.</translation>
    </message>
    <message>
        <source>The request target is neither a path nor an http URL.</source>
        <translation>Das Ziel der Anfrage ist weder Pfad noch http-URL.</translation>
    </message>
    <message>
        <source>There is more than one Content-Length field.</source>
        <translation>Es gibt mehr als ein Feld Content-Length.</translation>
    </message>
    <message>
        <source>The Content-Length is not a number.</source>
        <translation>Content-Length ist keine Zahl.</translation>
    </message>
    <message>
        <source>Content-Length and Transfer-Encoding exclude each other.</source>
        <translation>Content-Length und Transfer-Encoding schließen einander aus.</translation>
    </message>
    <message>
        <source>HTTP/1.0 knows no Transfer-Encoding.</source>
        <translation>HTTP/1.0 kennt kein Transfer-Encoding.</translation>
    </message>
    <message>
        <source>The only transfer coding understood is chunked.</source>
        <translation>Als Transfer-Encoding wird nur chunked verstanden.</translation>
    </message>
    <message>
        <source>CONNECT and TRACE are not offered here.</source>
        <translation>CONNECT und TRACE werden hier nicht angeboten.</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer broke off</source>
        <translation>die Antwort des Upstreams brach ab</translation>
    </message>
    <message>
        <source>UPSTREAM_URL (%1) leads back to this proxy; set it to CLIProxyAPI&apos;s own address, usually http://127.0.0.1:18317</source>
        <translation>UPSTREAM_URL (%1) führt zu diesem Proxy zurück; tragen Sie die Adresse von CLIProxyAPI ein, meist http://127.0.0.1:18317</translation>
    </message>
    <message>
        <source>breaker must be morph or upstream, or be left out for both</source>
        <translation>breaker muss morph oder upstream sein oder für beide fehlen</translation>
    </message>
    <message>
        <source>action must be reset or probe</source>
        <translation>action muss reset oder probe sein</translation>
    </message>
    <message>
        <source>give enabled (true or false), mode or provider</source>
        <translation>enabled (true oder false), mode oder provider angeben</translation>
    </message>
    <message>
        <source>no such session; GET /router/sessions lists them</source>
        <translation>diese Sitzung gibt es nicht; GET /router/sessions führt alle auf</translation>
    </message>
    <message>
        <source>model is too long</source>
        <translation>model ist zu lang</translation>
    </message>
    <message>
        <source>action must be boost, hold, off or release</source>
        <translation>action muss boost, hold, off oder release sein</translation>
    </message>
    <message>
        <source>no such session</source>
        <translation>diese Sitzung gibt es nicht</translation>
    </message>
    <message>
        <source>the heads of this exchange are not kept any more</source>
        <translation>die Header dieser Anfrage sind nicht mehr gespeichert</translation>
    </message>
    <message>
        <source>the body grows too large when its Content-Encoding is removed</source>
        <translation>der Anfragetext wird ohne sein Content-Encoding zu groß</translation>
    </message>
    <message>
        <source>cut at the end of the drain</source>
        <translation>am Ende der Auslauffrist abgebrochen</translation>
    </message>
    <message>
        <source>too many readers of the event stream</source>
        <translation>zu viele Leser des Ereignisstroms</translation>
    </message>
    <message>
        <source>this route is only for the machine the proxy runs on</source>
        <translation>diese Route gibt es nur auf dem Rechner, auf dem der Proxy läuft</translation>
    </message>
    <message>
        <source>a proxy key is required: send it as X-LLM-Proxy-Key or as the API key of your client</source>
        <translation>ein Proxy-Schlüssel ist nötig: Senden Sie ihn als X-LLM-Proxy-Key oder als API-Schlüssel Ihres Clients</translation>
    </message>
    <message>
        <source>this route is not for web pages of other origins</source>
        <translation>diese Route ist nicht für Webseiten anderer Herkunft</translation>
    </message>
    <message>
        <source>this route needs the control token of the runtime folder</source>
        <translation>diese Route verlangt das Kontroll-Token aus dem Laufzeitordner</translation>
    </message>
    <message>
        <source>llm-proxy has no such route</source>
        <translation>llm-proxy hat keine solche Route</translation>
    </message>
    <message>
        <source>use %1</source>
        <translation>%1 verwenden</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>eine ganze Zahl von %1 bis %2</translation>
    </message>
    <message>
        <source>it spoke before it was asked</source>
        <translation>er hat gesendet, bevor er gefragt wurde</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>am %1</translation>
    </message>
    <message>
        <source>it refused such a request before</source>
        <translation>es hat eine solche Anfrage schon abgelehnt</translation>
    </message>
    <message>
        <source>weaker than what was asked for and not cheaper for this request</source>
        <translation>schwächer als das verlangte und für diese Anfrage nicht billiger</translation>
    </message>
    <message>
        <source>dearer than what was asked for, which is enough</source>
        <translation>teurer als das verlangte, das genügt</translation>
    </message>
    <message>
        <source>not weaker than %1</source>
        <translation>nicht schwächer als %1</translation>
    </message>
    <message>
        <source>a tool loop runs at %1</source>
        <translation>eine Werkzeugschleife läuft bei %1</translation>
    </message>
    <message>
        <source>newer than the table, judged like %1</source>
        <translation>neuer als die Tabelle, beurteilt wie %1</translation>
    </message>
    <message>
        <source>the provider holds a part of the conversation: %1</source>
        <translation>der Anbieter hält einen Teil des Gesprächs: %1</translation>
    </message>
    <message>
        <source>the target is not known to hear</source>
        <translation>vom Ziel ist nicht bekannt, dass es hört</translation>
    </message>
    <message>
        <source>system messages between the turns</source>
        <translation>Systemnachrichten zwischen den Zügen</translation>
    </message>
    <message>
        <source>an effort for one message</source>
        <translation>einen Aufwand für eine Nachricht</translation>
    </message>
    <message>
        <source>an assistant message at the end</source>
        <translation>eine Nachricht des Assistenten am Ende</translation>
    </message>
    <message>
        <source>a forced tool_choice</source>
        <translation>ein erzwungenes tool_choice</translation>
    </message>
    <message>
        <source>temperature, top_p or top_k</source>
        <translation>temperature, top_p oder top_k</translation>
    </message>
    <message>
        <source>temperature and top_p together</source>
        <translation>temperature und top_p zusammen</translation>
    </message>
    <message>
        <source>stop sequences</source>
        <translation>Stoppfolgen</translation>
    </message>
    <message>
        <source>an output format</source>
        <translation>ein Ausgabeformat</translation>
    </message>
    <message>
        <source>a list of fallbacks</source>
        <translation>eine Liste von Ausweichmodellen</translation>
    </message>
    <message>
        <source>max_tokens in chat completions</source>
        <translation>max_tokens in Chat Completions</translation>
    </message>
    <message>
        <source>the target does not answer at speed %1</source>
        <translation>das Ziel antwortet nicht mit Geschwindigkeit %1</translation>
    </message>
    <message>
        <source>thinking between tools</source>
        <translation>Denken zwischen Werkzeugen</translation>
    </message>
    <message>
        <source>thinking shown as %1</source>
        <translation>als %1 gezeigtes Denken</translation>
    </message>
    <message>
        <source>thinking switched off at effort %1</source>
        <translation>abgeschaltetes Denken bei Aufwand %1</translation>
    </message>
    <message>
        <source>%1 (%2) ends on %3; %4 is used from then on</source>
        <translation>%1 (%2) endet am %3; ab dann wird %4 benutzt</translation>
    </message>
    <message>
        <source>%1 (%2) ends on %3; nothing in the map takes its place</source>
        <translation>%1 (%2) endet am %3; nichts in der Zuordnung tritt an seine Stelle</translation>
    </message>
    <message>
        <source>%1 (%2) ended on %3; %4 is used</source>
        <translation>%1 (%2) endete am %3; %4 wird benutzt</translation>
    </message>
    <message>
        <source>%1 (%2) ended on %3; nothing in the map takes its place</source>
        <translation>%1 (%2) endete am %3; nichts in der Zuordnung tritt an seine Stelle</translation>
    </message>
    <message>
        <source>%1 (%2) is not in the backend&apos;s list; %3 is used</source>
        <translation>%1 (%2) steht nicht in der Liste des Backends; %3 wird benutzt</translation>
    </message>
    <message>
        <source>%1 (%2) is not in the backend&apos;s list; nothing in the map takes its place</source>
        <translation>%1 (%2) steht nicht in der Liste des Backends; nichts in der Zuordnung tritt an seine Stelle</translation>
    </message>
    <message>
        <source>no target of %1 is usable: such requests keep their model</source>
        <translation>kein Ziel von %1 ist brauchbar: solche Anfragen behalten ihr Modell</translation>
    </message>
    <message>
        <source>the table of models is of %1; refresh it with: llm-proxy models import FILE</source>
        <translation>die Modelltabelle ist vom %1; erneuern mit: llm-proxy models import FILE</translation>
    </message>
    <message>
        <source>%1 was sent and %2 answered</source>
        <translation>%1 wurde gesendet und %2 antwortete</translation>
    </message>
    <message>
        <source>no key for the backend was found: the agents&apos; own keys pass</source>
        <translation>kein Schlüssel für das Backend gefunden: die Schlüssel der Agenten gehen durch</translation>
    </message>
    <message>
        <source>%1: api-keys holds an example key; newer backends refuse all traffic with it</source>
        <translation>%1: api-keys enthält einen Beispielschlüssel; neuere Backends verweigern damit jeden Verkehr</translation>
    </message>
    <message>
        <source>%1: holds no usable key in api-keys</source>
        <translation>%1: enthält in api-keys keinen brauchbaren Schlüssel</translation>
    </message>
    <message>
        <source>%1: does not exist</source>
        <translation>%1: existiert nicht</translation>
    </message>
    <message>
        <source>model names, the first one that the backend lists is used</source>
        <translation>Modellnamen; das erste, das das Backend anbietet, gilt</translation>
    </message>
    <message>
        <source>Ordered rules that decide before the router does</source>
        <translation>Geordnete Regeln, die vor dem Router entscheiden</translation>
    </message>
    <message>
        <source>a JSON array of objects</source>
        <translation>ein JSON-Array aus Objekten</translation>
    </message>
    <message>
        <source>Morph&apos;s address</source>
        <translation>Adresse von Morph</translation>
    </message>
    <message>
        <source>an http or https URL without user, query or fragment</source>
        <translation>eine http- oder https-URL ohne Benutzer, Query und Fragment</translation>
    </message>
    <message>
        <source>Routing on; false passes every request through</source>
        <translation>Routing ein; false lässt jede Anfrage unverändert durch</translation>
    </message>
    <message>
        <source>How readily a task is called easy</source>
        <translation>Wie schnell eine Aufgabe leicht genannt wird</translation>
    </message>
    <message>
        <source>Whose models are chosen; auto follows the requested model</source>
        <translation>Wessen Modelle gewählt werden; auto folgt dem angefragten Modell</translation>
    </message>
    <message>
        <source>raw maps Morph&apos;s difficulty here; provider takes Morph&apos;s model</source>
        <translation>raw ordnet Morphs Schwierigkeit hier zu; provider nimmt Morphs Modell</translation>
    </message>
    <message>
        <source>When a switch of model is worth it</source>
        <translation>Wann sich ein Modellwechsel lohnt</translation>
    </message>
    <message>
        <source>Put the x-llm-proxy-* headers on answers</source>
        <translation>Antworten mit x-llm-proxy-*-Headern versehen</translation>
    </message>
    <message>
        <source>Route POST /v1/responses too</source>
        <translation>Auch POST /v1/responses routen</translation>
    </message>
    <message>
        <source>The task that an agent gives to another: keep its model, or classify it</source>
        <translation>Die Aufgabe, die ein Agent einem anderen gibt: sein Modell behalten oder sie einstufen</translation>
    </message>
    <message>
        <source>Mask keys and passwords in the text for Morph</source>
        <translation>Schlüssel und Passwörter im Text für Morph unkenntlich machen</translation>
    </message>
    <message>
        <source>Further attempts of one classification after the first</source>
        <translation>Weitere Versuche einer Klassifizierung nach dem ersten</translation>
    </message>
    <message>
        <source>Calls to Morph at once; further ones wait within their time</source>
        <translation>Aufrufe von Morph zugleich; weitere warten innerhalb ihrer Zeit</translation>
    </message>
    <message>
        <source>Time for one decision, attempts and waits included</source>
        <translation>Zeit für eine Entscheidung, samt Versuchen und Wartezeiten</translation>
    </message>
    <message>
        <source>Failures in a row that stop asking Morph for a while</source>
        <translation>Fehler in Folge, nach denen Morph eine Weile nicht gefragt wird</translation>
    </message>
    <message>
        <source>How long Morph is not asked after these failures; each failed probe doubles it</source>
        <translation>Wie lange Morph nach diesen Fehlern nicht gefragt wird; jeder erfolglose Versuch verdoppelt es</translation>
    </message>
    <message>
        <source>Models for easy tasks; not set: the built-in table&apos;s</source>
        <translation>Modelle für leichte Aufgaben; leer: die der eingebauten Tabelle</translation>
    </message>
    <message>
        <source>Models for medium tasks; not set: as hard, else the table&apos;s</source>
        <translation>Modelle für mittlere Aufgaben; leer: wie schwer, sonst die der Tabelle</translation>
    </message>
    <message>
        <source>Models for hard tasks; not set: the built-in table&apos;s</source>
        <translation>Modelle für schwere Aufgaben; leer: die der eingebauten Tabelle</translation>
    </message>
    <message>
        <source>Models when Morph cannot size the task; not set: the requested one stays</source>
        <translation>Modelle, wenn Morph die Aufgabe nicht einschätzen kann; leer: das angefragte bleibt</translation>
    </message>
    <message>
        <source>Addresses to listen on; not set: 127.0.0.1 and ::1</source>
        <translation>Adressen, auf denen gelauscht wird; leer: 127.0.0.1 und ::1</translation>
    </message>
    <message>
        <source>Port to listen on; 0 picks a free one</source>
        <translation>Port, auf dem gelauscht wird; 0 wählt einen freien</translation>
    </message>
    <message>
        <source>Keys of which every client must present one; not set: none is asked for</source>
        <translation>Schlüssel, von denen jeder Client einen vorweisen muss; leer: keiner wird verlangt</translation>
    </message>
    <message>
        <source>keys of visible ASCII characters without commas</source>
        <translation>Schlüssel aus sichtbaren ASCII-Zeichen ohne Kommas</translation>
    </message>
    <message>
        <source>Further names by which clients may call the proxy (Host header)</source>
        <translation>Weitere Namen, unter denen Clients den Proxy ansprechen dürfen (Host-Header)</translation>
    </message>
    <message>
        <source>host names or addresses without port</source>
        <translation>Hostnamen oder Adressen ohne Port</translation>
    </message>
    <message>
        <source>Web origins whose requests may use the upstream key</source>
        <translation>Web-Origins, deren Anfragen den Upstream-Schlüssel nutzen dürfen</translation>
    </message>
    <message>
        <source>origins such as http://localhost:3000</source>
        <translation>Origins wie http://localhost:3000</translation>
    </message>
    <message>
        <source>Let clients of other machines reach the backend&apos;s management routes</source>
        <translation>Clients anderer Rechner an die Verwaltungsrouten des Backends lassen</translation>
    </message>
    <message>
        <source>Largest request body that is buffered to be routed</source>
        <translation>Größter Anfrage-Body, der fürs Routing gepuffert wird</translation>
    </message>
    <message>
        <source>All buffered bodies together; beyond it requests get 503</source>
        <translation>Alle gepufferten Bodys zusammen; darüber erhalten Anfragen 503</translation>
    </message>
    <message>
        <source>Client connections at once</source>
        <translation>Gleichzeitige Client-Verbindungen</translation>
    </message>
    <message>
        <source>First to last byte of a request&apos;s head</source>
        <translation>Vom ersten bis zum letzten Byte eines Anfragekopfs</translation>
    </message>
    <message>
        <source>Longest silence inside a request&apos;s body</source>
        <translation>Längste Stille innerhalb eines Anfrage-Bodys</translation>
    </message>
    <message>
        <source>Idle client connections are closed after this time</source>
        <translation>Untätige Client-Verbindungen werden nach dieser Zeit geschlossen</translation>
    </message>
    <message>
        <source>How long a stop waits for open streams before cutting them</source>
        <translation>Wie lange beim Stoppen auf offene Streams gewartet wird, bevor sie abgebrochen werden</translation>
    </message>
    <message>
        <source>switched by hand</source>
        <translation>von Hand umgeschaltet</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true oder false</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 oder %2</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2 (milliseconds)</source>
        <translation>eine ganze Zahl von %1 bis %2 (Millisekunden)</translation>
    </message>
    <message>
        <source>a key of visible ASCII characters</source>
        <translation>ein Schlüssel aus sichtbaren ASCII-Zeichen</translation>
    </message>
    <message>
        <source>Folder of the JSONL request log</source>
        <translation>Ordner des JSONL-Anfrageprotokolls</translation>
    </message>
    <message>
        <source>a folder; relative to the project, installed to the state folder</source>
        <translation>ein Ordner; relativ zum Projekt, installiert zum State-Ordner</translation>
    </message>
    <message>
        <source>Warn when a day&apos;s list-price cost in dollars passes this; 0: never</source>
        <translation>Warnen, wenn die Tageskosten zu Listenpreisen diesen Dollarbetrag übersteigen; 0: nie</translation>
    </message>
    <message>
        <source>a number from 0 to 1000000</source>
        <translation>eine Zahl von 0 bis 1000000</translation>
    </message>
    <message>
        <source>CLIProxyAPI&apos;s address</source>
        <translation>Adresse von CLIProxyAPI</translation>
    </message>
    <message>
        <source>an http or https URL, without user, query or fragment, that does not end in /v1</source>
        <translation>eine http- oder https-URL ohne Benutzer, Query und Fragment, die nicht auf /v1 endet</translation>
    </message>
    <message>
        <source>CLIProxyAPI key; not set: the first one of the local Quotio or CLIProxyAPI configuration</source>
        <translation>CLIProxyAPI-Schlüssel; leer: der erste aus der lokalen Konfiguration von Quotio oder CLIProxyAPI</translation>
    </message>
    <message>
        <source>Quotio&apos;s or CLIProxyAPI&apos;s configuration, when it is not in one of the known places</source>
        <translation>Konfiguration von Quotio oder CLIProxyAPI, wenn sie an keinem der bekannten Orte liegt</translation>
    </message>
    <message>
        <source>a file</source>
        <translation>eine Datei</translation>
    </message>
    <message>
        <source>The API the upstream speaks; any: all of them, nothing is ever converted</source>
        <translation>Die API, die der Upstream spricht; any: alle, nichts wird je konvertiert</translation>
    </message>
    <message>
        <source>Further attempts where nothing can have been billed</source>
        <translation>Weitere Versuche, wo noch nichts berechnet worden sein kann</translation>
    </message>
    <message>
        <source>Failed connections in a row after which requests get 503</source>
        <translation>Fehlgeschlagene Verbindungen in Folge, nach denen Anfragen 503 erhalten</translation>
    </message>
    <message>
        <source>Time to connect to the upstream</source>
        <translation>Zeit für den Verbindungsaufbau zum Upstream</translation>
    </message>
    <message>
        <source>Time from the request to the answer&apos;s head</source>
        <translation>Zeit von der Anfrage bis zum Kopf der Antwort</translation>
    </message>
    <message>
        <source>Longest silence inside an answer</source>
        <translation>Längste Stille innerhalb einer Antwort</translation>
    </message>
    <message>
        <source>Write the classified text into the request log</source>
        <translation>Klassifizierten Text ins Anfrageprotokoll schreiben</translation>
    </message>
    <message>
        <source>The CLIProxyAPI program that the login commands run</source>
        <translation>Das CLIProxyAPI-Programm, das die Anmeldebefehle ausführen</translation>
    </message>
    <message>
        <source>a file, or a name in PATH</source>
        <translation>eine Datei oder ein Name in PATH</translation>
    </message>
    <message>
        <source>Plain management key of CLIProxyAPI for the backend commands</source>
        <translation>Verwaltungsschlüssel von CLIProxyAPI im Klartext, für die Backend-Befehle</translation>
    </message>
    <message>
        <source>%1 must be %2</source>
        <translation>%1 muss %2 sein</translation>
    </message>
    <message>
        <source>holds no YAML mapping</source>
        <translation>enthält keine YAML-Zuordnung</translation>
    </message>
    <message>
        <source>is not YAML (line %1)</source>
        <translation>ist kein YAML (Zeile %1)</translation>
    </message>
    <message>
        <source>is not YAML that can be read</source>
        <translation>ist kein lesbares YAML</translation>
    </message>
    <message>
        <source>a program</source>
        <translation>ein Programm</translation>
    </message>
    <message>
        <source>%1 (pid %2)</source>
        <translation>%1 (PID %2)</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>ein anderes Programm</translation>
    </message>
    <message>
        <source>%1 is not a number</source>
        <translation>%1 ist keine Zahl</translation>
    </message>
    <message>
        <source>it is no object</source>
        <translation>es ist kein Objekt</translation>
    </message>
    <message>
        <source>a control character in a string</source>
        <translation>ein Steuerzeichen in einer Zeichenkette</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; is not UTF-8; move it to a path that is</source>
        <translation>%1: „%2“ ist kein UTF-8; verschieben Sie es an einen Pfad, der es ist</translation>
    </message>
    <message>
        <source>the program&apos;s own folder</source>
        <translation>der Ordner des Programms</translation>
    </message>
    <message>
        <source>environment: %1</source>
        <translation>Umgebung: %1</translation>
    </message>
    <message>
        <source>There is not enough memory for this request.</source>
        <translation>Der Speicher reicht für diese Anfrage nicht.</translation>
    </message>
    <message>
        <source>the edited configuration is wrong, and nothing changes until it is mended: %1</source>
        <translation>die geänderte Konfiguration ist falsch, und bis sie berichtigt ist, ändert sich nichts: %1</translation>
    </message>
    <message>
        <source>Only %1 files may be open at once, which is too few to serve a request: at least %2 are needed (ulimit -n, LimitNOFILE).</source>
        <translation>Nur %1 Dateien dürfen zugleich offen sein, zu wenige für eine Anfrage: mindestens %2 sind nötig (ulimit -n, LimitNOFILE).</translation>
    </message>
    <message>
        <source>this request has come through this proxy before: UPSTREAM_URL (%1) leads back to it</source>
        <translation>diese Anfrage kam schon einmal durch diesen Proxy: UPSTREAM_URL (%1) führt zu ihm zurück</translation>
    </message>
    <message>
        <source>the upstream answered 401 to the key of %1: it refuses the key, or its provider refuses the account</source>
        <translation>der Upstream hat auf den Schlüssel aus %1 mit 401 geantwortet: er lehnt den Schlüssel ab, oder sein Anbieter das Konto</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: every request keeps its model</source>
        <translation>Morph lehnt den Schlüssel aus MORPH_API_KEY ab: jede Anfrage behält ihr Modell</translation>
    </message>
    <message>
        <source>is a symbolic link to a file that is not there</source>
        <translation>ist ein symbolischer Link auf eine Datei, die es nicht gibt</translation>
    </message>
    <message>
        <source>%1 is still to come</source>
        <translation>%1 kommt erst noch</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no day; the present one counts</source>
        <translation>„%1“ ist kein Tag; es gilt der heutige</translation>
    </message>
    <message>
        <source>another tool has this name</source>
        <translation>ein anderes Werkzeug hat diesen Namen</translation>
    </message>
    <message>
        <source>must not be empty</source>
        <translation>darf nicht leer sein</translation>
    </message>
    <message>
        <source>must hold more than white space</source>
        <translation>muss mehr als Leerraum enthalten</translation>
    </message>
    <message>
        <source>neither the backend&apos;s list nor the table of models knows the model &quot;%1&quot;</source>
        <translation>weder die Liste des Backends noch die Modelltabelle kennt das Modell „%1“</translation>
    </message>
    <message>
        <source>the upstream&apos;s websocket ended without a close frame</source>
        <translation>der WebSocket des Upstreams endete ohne Close-Frame</translation>
    </message>
    <message>
        <source>%1 is no id of a row</source>
        <translation>%1 ist keine Kennung einer Zeile</translation>
    </message>
    <message>
        <source>it goes on with the turn before: %1</source>
        <translation>es geht mit dem vorigen Zug weiter: %1</translation>
    </message>
    <message>
        <source>the turn before was hard</source>
        <translation>der vorige Zug war schwer</translation>
    </message>
    <message>
        <source>the agent is in its plan mode</source>
        <translation>der Agent ist in seinem Planungsmodus</translation>
    </message>
    <message>
        <source>%1 of the last four results of tools are errors</source>
        <translation>%1 der letzten vier Ergebnisse von Werkzeugen sind Fehler</translation>
    </message>
    <message>
        <source>the agent made the same call %1 times</source>
        <translation>der Agent hat denselben Aufruf %1-mal gemacht</translation>
    </message>
    <message>
        <source>looks hard: %1 of 100</source>
        <translation>sieht schwer aus: %1 von 100</translation>
    </message>
    <message>
        <source>looks hard: %1 of 100; kind of ask: %2</source>
        <translation>sieht schwer aus: %1 von 100; Art der Bitte: %2</translation>
    </message>
    <message>
        <source>Morph key; without it Morph is not asked</source>
        <translation>Schlüssel für Morph; ohne ihn wird Morph nicht gefragt</translation>
    </message>
    <message>
        <source>Who judges a task: Morph, or this machine, which needs no key</source>
        <translation>Wer eine Aufgabe beurteilt: Morph oder dieser Rechner, der keinen Schlüssel braucht</translation>
    </message>
    <message>
        <source>an easy answer would save less than Morph&apos;s fee</source>
        <translation>eine leichte Antwort würde weniger sparen, als Morph kostet</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: what this machine can&apos;t judge keeps its model</source>
        <translation>Morph lehnt den Schlüssel von MORPH_API_KEY ab: Was dieser Rechner nicht beurteilen kann, behält sein Modell</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: this machine judges instead</source>
        <translation>Morph lehnt den Schlüssel von MORPH_API_KEY ab: Stattdessen urteilt dieser Rechner</translation>
    </message>
    <message>
        <source>the request log in %1 loses rows: %2</source>
        <translation>das Anfrageprotokoll in %1 verliert Zeilen: %2</translation>
    </message>
    <message>
        <source>the websocket ended</source>
        <translation>der Websocket endete</translation>
    </message>
    <message>
        <source>the message is too large</source>
        <translation>die Nachricht ist zu groß</translation>
    </message>
    <message>
        <source>the limit %1 of LLM_PROXY_BUDGETS stands at %2</source>
        <translation>die Grenze %1 aus LLM_PROXY_BUDGETS steht bei %2</translation>
    </message>
    <message>
        <source>The limit %1 of LLM_PROXY_BUDGETS is used up: %2. It begins anew at %3; until then &quot;llm-proxy budget lift %4 --for 1h&quot; (or day), or the tray&apos;s menu, lifts it.</source>
        <translation>Die Grenze %1 aus LLM_PROXY_BUDGETS ist aufgebraucht: %2. Sie beginnt neu am %3; bis dahin hebt „llm-proxy budget lift %4 --for 1h“ (oder day) oder das Menü der Taskleiste sie auf.</translation>
    </message>
    <message>
        <source>entry %1: %2</source>
        <translation>Eintrag %1: %2</translation>
    </message>
    <message>
        <source>scope must be day, week, month, project, client or session</source>
        <translation>scope muss day, week, month, project, client oder session sein</translation>
    </message>
    <message>
        <source>per must be day, week or month</source>
        <translation>per muss day, week oder month sein</translation>
    </message>
    <message>
        <source>dollars must be a number over 0 and up to 1000000</source>
        <translation>dollars muss eine Zahl über 0 und bis 1000000 sein</translation>
    </message>
    <message>
        <source>tokens must be a whole number from 1 on</source>
        <translation>tokens muss eine ganze Zahl ab 1 sein</translation>
    </message>
    <message>
        <source>name must be a word of letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;</source>
        <translation>name muss ein Wort aus Buchstaben, Ziffern, „-“, „_“ und „.“ sein</translation>
    </message>
    <message>
        <source>%1 must be a number over 0 and up to 1000 (percent)</source>
        <translation>%1 muss eine Zahl über 0 und bis 1000 sein (Prozent)</translation>
    </message>
    <message>
        <source>%1 is not known; known are name, scope, per, dollars, tokens, warn, easyOnly and stop</source>
        <translation>%1 ist nicht bekannt; bekannt sind name, scope, per, dollars, tokens, warn, easyOnly und stop</translation>
    </message>
    <message>
        <source>needs a scope: day, week, month, project, client or session</source>
        <translation>braucht einen Bereich (scope): day, week, month, project, client oder session</translation>
    </message>
    <message>
        <source>per is for the scope project alone</source>
        <translation>per gilt nur für den Bereich project</translation>
    </message>
    <message>
        <source>needs dollars or tokens, and not both</source>
        <translation>braucht dollars oder tokens, nicht beides</translation>
    </message>
    <message>
        <source>warn, easyOnly and stop must not fall, in this order</source>
        <translation>warn, easyOnly und stop dürfen in dieser Reihenfolge nicht fallen</translation>
    </message>
    <message>
        <source>needs one of warn, easyOnly and stop, in percent</source>
        <translation>braucht eines von warn, easyOnly und stop, in Prozent</translation>
    </message>
    <message>
        <source>has more than %1 entries</source>
        <translation>hat mehr als %1 Einträge</translation>
    </message>
    <message>
        <source>there is a limit named %1 already; give it a name</source>
        <translation>es gibt schon eine Grenze namens %1; geben Sie ihr einen Namen</translation>
    </message>
    <message>
        <source>window must be a name such as 5h, 7d or 7d_opus</source>
        <translation>window muss ein Name wie 5h, 7d oder 7d_opus sein</translation>
    </message>
    <message>
        <source>provider must be anthropic or codex</source>
        <translation>provider muss anthropic oder codex sein</translation>
    </message>
    <message>
        <source>%1 must be a number over 0 and up to 100 (percent)</source>
        <translation>%1 muss eine Zahl über 0 und bis 100 sein (Prozent)</translation>
    </message>
    <message>
        <source>%1 is not known; known are window, provider, aggressive and easyOnly</source>
        <translation>%1 ist nicht bekannt; bekannt sind window, provider, aggressive und easyOnly</translation>
    </message>
    <message>
        <source>needs a window, such as 5h or 7d</source>
        <translation>braucht ein Fenster (window), etwa 5h oder 7d</translation>
    </message>
    <message>
        <source>needs aggressive, easyOnly or both, in percent</source>
        <translation>braucht aggressive, easyOnly oder beides, in Prozent</translation>
    </message>
    <message>
        <source>aggressive must be below easyOnly</source>
        <translation>aggressive muss unter easyOnly liegen</translation>
    </message>
    <message>
        <source>names a window for the second time</source>
        <translation>nennt ein Fenster zum zweiten Mal</translation>
    </message>
    <message>
        <source>When a plan&apos;s windows make routing aggressive or easy-only; not set: never</source>
        <translation>Ab wann die Fenster eines Tarifs das Routing aggressiv oder nur leicht machen; nicht gesetzt: nie</translation>
    </message>
    <message>
        <source>Allow use beyond the plan, which is paid for; without it such use makes routing easy-only. Needs MORPH_ROUTER_QUOTA</source>
        <translation>Verbrauch über den Plan hinaus erlauben, der bezahlt wird; sonst macht er das Routing easy-only. Braucht MORPH_ROUTER_QUOTA</translation>
    </message>
    <message>
        <source>Limits a day, project, client key or session, and what happens at them</source>
        <translation>Grenzen je Tag, Projekt, Schlüssel oder Sitzung, und was bei ihnen geschieht</translation>
    </message>
    <message>
        <source>%1 is not known; known are action, budget and for</source>
        <translation>%1 ist nicht bekannt; bekannt sind action, budget und for</translation>
    </message>
    <message>
        <source>for must be day, or up to 24h as 1h or 30m</source>
        <translation>for muss day sein, oder bis zu 24h, etwa 1h oder 30m</translation>
    </message>
    <message>
        <source>action must be lift or restore</source>
        <translation>action muss lift oder restore sein</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 von %2 Token</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>the plan&apos;s window %1 of %2 is used up, and further use is paid for</source>
        <translation>das Fenster %1 des Tarifs bei %2 ist aufgebraucht, und weiterer Verbrauch kostet</translation>
    </message>
    <message>
        <source>does nothing without MORPH_ROUTER_AUTO_MODEL</source>
        <translation>bewirkt nichts ohne MORPH_ROUTER_AUTO_MODEL</translation>
    </message>
    <message>
        <source>List a model auto, and choose for every request that names it</source>
        <translation>Ein Modell auto anbieten und für jede Anfrage wählen, die es nennt</translation>
    </message>
    <message>
        <source>Choose a model for auto alone; every other name keeps its model. Needs MORPH_ROUTER_AUTO_MODEL</source>
        <translation>Nur für auto ein Modell wählen; jeder andere Name behält sein Modell. Braucht MORPH_ROUTER_AUTO_MODEL</translation>
    </message>
    <message>
        <source>%1 stands for %2 where nothing else is decided</source>
        <translation>%1 steht für %2, wo nichts anderes entschieden wird</translation>
    </message>
    <message>
        <source>Lower the effort of an easy task at a session&apos;s start, not the model</source>
        <translation>Bei einer leichten Aufgabe am Beginn einer Sitzung den Aufwand senken, nicht das Modell</translation>
    </message>
    <message>
        <source>the model&apos;s own effort is not known</source>
        <translation>der eigene Aufwand des Modells ist nicht bekannt</translation>
    </message>
    <message>
        <source>another effort would lose its cache</source>
        <translation>ein anderer Aufwand verlöre ihren Cache</translation>
    </message>
    <message>
        <source>instead of %1</source>
        <translation>statt %1</translation>
    </message>
    <message>
        <source>the server does not keep to HTTP/2</source>
        <translation>der Server hält sich nicht an HTTP/2</translation>
    </message>
    <message>
        <source>the plan&apos;s window %1 of %2 is used to %3 %, from %4 % on</source>
        <translation>das Fenster %1 des Tarifs bei %2 ist zu %3 % verbraucht, gilt ab %4 %</translation>
    </message>
    <message>
        <source>the body is JSON, but no object</source>
        <translation>der Inhalt ist JSON, aber kein Objekt</translation>
    </message>
    <message>
        <source>minutes must be a number above 0, up to 10080</source>
        <translation>minutes muss eine Zahl über 0 und höchstens 10080 sein</translation>
    </message>
    <message>
        <source>the budget of the client %1 stands at %2</source>
        <translation>das Budget des Clients %1 steht bei %2</translation>
    </message>
    <message>
        <source>budget: %1</source>
        <translation>budget: %1</translation>
    </message>
    <message>
        <source>%1 is not for the budget of a client</source>
        <translation>%1 gibt es beim Budget eines Clients nicht</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an address or network</source>
        <translation>„%1“ ist weder Adresse noch Netz</translation>
    </message>
    <message>
        <source>&quot;%1&quot; would trust everybody</source>
        <translation>„%1“ würde jedem vertrauen</translation>
    </message>
    <message>
        <source>loopback addresses, or LLM_PROXY_API_KEYS or LLM_PROXY_CLIENTS as well</source>
        <translation>Loopback-Adressen, oder dazu LLM_PROXY_API_KEYS oder LLM_PROXY_CLIENTS</translation>
    </message>
    <message>
        <source>%1 can be read by its group</source>
        <translation>%1 kann von seiner Gruppe gelesen werden</translation>
    </message>
    <message>
        <source>%1 has no clients yet: every request is refused until &quot;llm-proxy clients add&quot; makes one</source>
        <translation>%1 hat noch keine Clients: jede Anfrage wird abgelehnt, bis „llm-proxy clients add“ einen anlegt</translation>
    </message>
    <message>
        <source>does nothing without LLM_PROXY_TRUSTED_PROXIES</source>
        <translation>bewirkt ohne LLM_PROXY_TRUSTED_PROXIES nichts</translation>
    </message>
    <message>
        <source>client %1: %2</source>
        <translation>Client %1: %2</translation>
    </message>
    <message>
        <source>key: sha256: is followed by 64 hex digits</source>
        <translation>key: auf sha256: folgen 64 Hexadezimalziffern</translation>
    </message>
    <message>
        <source>key must be at least %1 visible ASCII characters without commas, or sha256: and 64 hex digits</source>
        <translation>key muss aus mindestens %1 sichtbaren ASCII-Zeichen ohne Kommas bestehen, oder aus sha256: und 64 Hexadezimalziffern</translation>
    </message>
    <message>
        <source>policy must be cache-aware, human-turn, every-request or off</source>
        <translation>policy muss cache-aware, human-turn, every-request oder off sein</translation>
    </message>
    <message>
        <source>models must be 1 to %1 names, in which * stands for any text</source>
        <translation>models müssen 1 bis %1 Namen sein, in denen * für beliebigen Text steht</translation>
    </message>
    <message>
        <source>models: %1</source>
        <translation>models: %1</translation>
    </message>
    <message>
        <source>expires: %1</source>
        <translation>expires: %1</translation>
    </message>
    <message>
        <source>revoked must be true or false</source>
        <translation>revoked muss true oder false sein</translation>
    </message>
    <message>
        <source>%1 is not known; known are name, key, policy, models, budget, expires and revoked</source>
        <translation>%1 ist nicht bekannt; bekannt sind name, key, policy, models, budget, expires und revoked</translation>
    </message>
    <message>
        <source>needs a key</source>
        <translation>braucht einen key</translation>
    </message>
    <message>
        <source>is no JSON of the form {&quot;clients&quot;: [{&quot;name&quot;: …, &quot;key&quot;: …}]}</source>
        <translation>ist kein JSON der Form {&quot;clients&quot;: [{&quot;name&quot;: …, &quot;key&quot;: …}]}</translation>
    </message>
    <message>
        <source>has an entry that is not name:key</source>
        <translation>hat einen Eintrag, der nicht name:key ist</translation>
    </message>
    <message>
        <source>has more than %1 clients</source>
        <translation>hat mehr als %1 Clients</translation>
    </message>
    <message>
        <source>there is a client %1 already</source>
        <translation>einen Client %1 gibt es schon</translation>
    </message>
    <message>
        <source>its key is another one&apos;s too</source>
        <translation>sein Schlüssel ist auch der eines anderen</translation>
    </message>
    <message>
        <source>%1 can&apos;t be read</source>
        <translation>%1 kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>%1 can be read by everybody: chmod 600</source>
        <translation>%1 kann von allen gelesen werden: chmod 600</translation>
    </message>
    <message>
        <source>%1 is larger than %2 bytes</source>
        <translation>%1 ist größer als %2 Bytes</translation>
    </message>
    <message>
        <source>name must be a word of letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;, at most %1</source>
        <translation>name muss ein Wort aus Buchstaben, Ziffern, „-“, „_“ und „.“ sein, höchstens %1</translation>
    </message>
    <message>
        <source>the name %1 could be taken for a key&apos;s fingerprint</source>
        <translation>der Name %1 könnte für den Fingerabdruck eines Schlüssels gehalten werden</translation>
    </message>
    <message>
        <source>must be a day (2027-01-31) or a time (2027-01-31T18:00:00Z)</source>
        <translation>muss ein Tag (2027-01-31) oder eine Zeit (2027-01-31T18:00:00Z) sein</translation>
    </message>
    <message>
        <source>IP addresses or localhost; beyond loopback LLM_PROXY_API_KEYS or LLM_PROXY_CLIENTS is needed</source>
        <translation>IP-Adressen oder localhost; außer bei Loopback ist LLM_PROXY_API_KEYS oder LLM_PROXY_CLIENTS nötig</translation>
    </message>
    <message>
        <source>Named clients, each with a key of its own; not set: there are none</source>
        <translation>Benannte Clients, jeder mit eigenem Schlüssel; nicht gesetzt: es gibt keine</translation>
    </message>
    <message>
        <source>a file that its owner alone can read, name:key,name:key or a JSON array of objects</source>
        <translation>eine Datei, die nur ihr Besitzer lesen kann, name:key,name:key oder ein JSON-Array von Objekten</translation>
    </message>
    <message>
        <source>Balancers whose X-Forwarded-For is believed; from anybody else it is ignored</source>
        <translation>Lastverteiler, deren X-Forwarded-For geglaubt wird; von allen anderen wird es ignoriert</translation>
    </message>
    <message>
        <source>addresses or networks such as 10.0.0.0/8</source>
        <translation>Adressen oder Netze wie 10.0.0.0/8</translation>
    </message>
    <message>
        <source>Trusted proxies begin each connection with a header of the PROXY protocol, version 2</source>
        <translation>Vertraute Proxys beginnen jede Verbindung mit einem Kopf des PROXY-Protokolls, Version 2</translation>
    </message>
    <message>
        <source>How long a stop still takes requests while /readyz already answers 503</source>
        <translation>Wie lange beim Beenden noch Anfragen angenommen werden, während /readyz schon 503 antwortet</translation>
    </message>
    <message>
        <source>LLM_PROXY_CLIENTS: %1; the former clients stay</source>
        <translation>LLM_PROXY_CLIENTS: %1; die bisherigen Clients bleiben</translation>
    </message>
    <message>
        <source>A trusted proxy begins with a header of the PROXY protocol here.</source>
        <translation>Ein vertrauter Proxy beginnt hier mit einem Kopf des PROXY-Protokolls.</translation>
    </message>
    <message>
        <source>The PROXY protocol is read in version 2 alone: let the balancer send that (send-proxy-v2).</source>
        <translation>Das PROXY-Protokoll wird nur in Version 2 gelesen: der Lastverteiler muss diese senden (send-proxy-v2).</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is of an unknown kind.</source>
        <translation>Der Kopf des PROXY-Protokolls ist von unbekannter Art.</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is too large.</source>
        <translation>Der Kopf des PROXY-Protokolls ist zu groß.</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is shorter than its addresses.</source>
        <translation>Der Kopf des PROXY-Protokolls ist kürzer als seine Adressen.</translation>
    </message>
    <message>
        <source>this proxy key has expired</source>
        <translation>dieser Proxy-Schlüssel ist abgelaufen</translation>
    </message>
    <message>
        <source>this proxy key was revoked</source>
        <translation>dieser Proxy-Schlüssel wurde widerrufen</translation>
    </message>
    <message>
        <source>the client %1 may not use the model %2</source>
        <translation>der Client %1 darf das Modell %2 nicht benutzen</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and those of a websocket are not looked at: use HTTP</source>
        <translation>die Modelle des Clients %1 sind begrenzt, und die eines Websockets werden nicht angesehen: HTTP benutzen</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and this path does not tell the model</source>
        <translation>die Modelle des Clients %1 sind begrenzt, und dieser Pfad nennt das Modell nicht</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and this body does not tell the model for sure</source>
        <translation>die Modelle des Clients %1 sind begrenzt, und dieser Inhalt nennt das Modell nicht sicher</translation>
    </message>
    <message>
        <source>is no URL of the scheme redis or rediss</source>
        <translation>ist keine URL mit dem Schema redis oder rediss</translation>
    </message>
    <message>
        <source>names no host</source>
        <translation>nennt keinen Host</translation>
    </message>
    <message>
        <source>its path is no number of a database</source>
        <translation>ihr Pfad ist keine Nummer einer Datenbank</translation>
    </message>
    <message>
        <source>its user or password is too long</source>
        <translation>Benutzer oder Passwort darin ist zu lang</translation>
    </message>
    <message>
        <source>it names a user without a password</source>
        <translation>sie nennt einen Benutzer ohne Passwort</translation>
    </message>
    <message>
        <source>Redis or Valkey that several instances share; not set: nothing is shared</source>
        <translation>Redis oder Valkey, das sich mehrere Instanzen teilen; nicht gesetzt: nichts wird geteilt</translation>
    </message>
    <message>
        <source>redis://user:password@host:port/database, or rediss:// for TLS; special characters percent-encoded</source>
        <translation>redis://benutzer:passwort@host:port/datenbank, oder rediss:// für TLS; Sonderzeichen prozentkodiert</translation>
    </message>
    <message>
        <source>&quot;%1&quot; holds no certificates that can be read</source>
        <translation>„%1“ enthält keine lesbaren Zertifikate</translation>
    </message>
    <message>
        <source>a file of certificates in PEM</source>
        <translation>eine Datei mit Zertifikaten in PEM</translation>
    </message>
    <message>
        <source>is not set: each instance keys its fingerprints by itself, so decisions, sessions and overrides are not shared</source>
        <translation>ist nicht gesetzt: Jede Instanz verschlüsselt ihre Fingerabdrücke für sich, also werden Entscheidungen, Sitzungen und Übersteuerungen nicht geteilt</translation>
    </message>
    <message>
        <source>the same file of at least %1 secret bytes for all</source>
        <translation>für alle dieselbe Datei mit mindestens %1 geheimen Bytes</translation>
    </message>
    <message>
        <source>&quot;%1&quot; holds no key that can be read</source>
        <translation>„%1“ enthält keinen lesbaren Schlüssel</translation>
    </message>
    <message>
        <source>a file of %1 to %2 bytes</source>
        <translation>eine Datei mit %1 bis %2 Bytes</translation>
    </message>
    <message>
        <source>Certificates (PEM) with which the store&apos;s own is checked; not set: the system&apos;s</source>
        <translation>Zertifikate (PEM), mit denen das des Speichers geprüft wird; nicht gesetzt: die des Systems</translation>
    </message>
    <message>
        <source>Secret by which fingerprints are keyed, the same on all instances; not set: a new one at each start</source>
        <translation>Geheimnis, mit dem Fingerabdrücke verschlüsselt werden, auf allen Instanzen dasselbe; nicht gesetzt: bei jedem Start ein neues</translation>
    </message>
    <message>
        <source>this instance does not know the session: name the model</source>
        <translation>diese Instanz kennt die Sitzung nicht: Nennen Sie das Modell</translation>
    </message>
    <message>
        <source>%1, by another instance</source>
        <translation>%1, von einer anderen Instanz</translation>
    </message>
    <message>
        <source>no answer within %1 ms</source>
        <translation>keine Antwort innerhalb von %1 ms</translation>
    </message>
    <message>
        <source>the connection was %1</source>
        <translation>die Verbindung wurde beendet: %1</translation>
    </message>
    <message>
        <source>its answer is not understood</source>
        <translation>seine Antwort ist nicht verständlich</translation>
    </message>
    <message>
        <source>is being connected</source>
        <translation>wird verbunden</translation>
    </message>
    <message>
        <source>is shared</source>
        <translation>wird geteilt</translation>
    </message>
    <message>
        <source>can&apos;t be reached: this instance works alone</source>
        <translation>ist nicht erreichbar: Diese Instanz arbeitet allein</translation>
    </message>
    <message>
        <source>does not answer in time: this instance works alone</source>
        <translation>antwortet nicht rechtzeitig: Diese Instanz arbeitet allein</translation>
    </message>
    <message>
        <source>refuses this instance, which works alone</source>
        <translation>weist diese Instanz ab, die allein arbeitet</translation>
    </message>
    <message>
        <source>takes no writes, it is a replica: what this instance learns is not shared</source>
        <translation>nimmt nichts an, es ist ein Replikat: Was diese Instanz lernt, wird nicht geteilt</translation>
    </message>
    <message>
        <source>takes no writes, it is full: what this instance learns is not shared</source>
        <translation>nimmt nichts an, es ist voll: Was diese Instanz lernt, wird nicht geteilt</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited: no fallbacks</source>
        <translation>die Modelle des Clients %1 sind begrenzt: keine fallbacks</translation>
    </message>
    <message>
        <source>client_name must be a text</source>
        <translation>client_name muss ein Text sein</translation>
    </message>
    <message>
        <source>this instance does not know the session: name its client (client_name)</source>
        <translation>diese Instanz kennt die Sitzung nicht: Nennen Sie ihren Client (client_name)</translation>
    </message>
    <message>
        <source>answers in part: what its silent node holds is not shared</source>
        <translation>antwortet zum Teil: was sein stummer Knoten hält, wird nicht geteilt</translation>
    </message>
    <message>
        <source>this closes no parenthesis</source>
        <translation>das schließt keine Klammer</translation>
    </message>
    <message>
        <source>too many parentheses</source>
        <translation>zu viele Klammern</translation>
    </message>
    <message>
        <source>this parenthesis is not closed</source>
        <translation>diese Klammer ist nicht geschlossen</translation>
    </message>
    <message>
        <source>the filter is too long</source>
        <translation>der Filter ist zu lang</translation>
    </message>
    <message>
        <source>`%1` is no number; write &gt;500, &lt;=2k or 10s</source>
        <translation>`%1` ist keine Zahl; schreiben Sie &gt;500, &lt;=2k oder 10s</translation>
    </message>
    <message>
        <source>`%1` is no time; write 10m, 2h, 14:30 or 2026-11-30</source>
        <translation>`%1` ist keine Zeit; schreiben Sie 10m, 2h, 14:30 oder 2026-11-30</translation>
    </message>
    <message>
        <source>write yes or no, not `%1`</source>
        <translation>schreiben Sie yes oder no, nicht `%1`</translation>
    </message>
    <message>
        <source>no field `%1`; a word with a colon stands in quotes</source>
        <translation>kein Feld `%1`; ein Wort mit Doppelpunkt steht in Anführungszeichen</translation>
    </message>
    <message>
        <source>no field `%1`; did you mean `%2`?</source>
        <translation>kein Feld `%1`; meinten Sie `%2`?</translation>
    </message>
    <message>
        <source>Keep the text of the latest requests and answers, in memory only: how many requests, at most 64 MB; 0: none</source>
        <translation>Den Text der neuesten Anfragen und Antworten behalten, nur im Speicher: wie viele Anfragen, höchstens 64 MB; 0: keine</translation>
    </message>
    <message>
        <source>the texts of this exchange are not kept</source>
        <translation>die Texte dieses Austauschs werden nicht behalten</translation>
    </message>
    <message>
        <source>this file holds no request that can be shown</source>
        <translation>diese Datei enthält keine Anfrage, die gezeigt werden kann</translation>
    </message>
    <message>
        <source>the file is larger than %1 MB</source>
        <translation>die Datei ist größer als %1 MB</translation>
    </message>
    <message>
        <source>it closed the connection while that was made</source>
        <translation>die Gegenseite schloss die Verbindung, während sie aufgebaut wurde</translation>
    </message>
    <message>
        <source>the upstream at %1: %2</source>
        <translation>der Upstream unter %1: %2</translation>
    </message>
    <message>
        <source>%1 can&apos;t be created: %2</source>
        <translation>%1 kann nicht angelegt werden: %2</translation>
    </message>
    <message>
        <source>The budget of the client %1 is used up: %2. It begins anew at %3; until then whoever runs this proxy can lift it.</source>
        <translation>Das Budget des Clients %1 ist aufgebraucht: %2. Es beginnt neu um %3; bis dahin kann, wer diesen Proxy betreibt, es aufheben.</translation>
    </message>
    <message>
        <source>has no address of this machine alone: bin/start and bin/health are refused without a key</source>
        <translation>hat keine Adresse, die nur diese Maschine erreicht: bin/start und bin/health werden ohne Schlüssel abgewiesen</translation>
    </message>
    <message>
        <source>127.0.0.1 as well, or LLM_PROXY_API_KEYS</source>
        <translation>zusätzlich 127.0.0.1, oder LLM_PROXY_API_KEYS</translation>
    </message>
    <message>
        <source>neither LLM_PROXY_BUDGETS nor a client of LLM_PROXY_CLIENTS has a limit named %1</source>
        <translation>weder LLM_PROXY_BUDGETS noch ein Client aus LLM_PROXY_CLIENTS hat ein Limit namens %1</translation>
    </message>
    <message>
        <source>the key of this request is none of this proxy&apos;s: send a proxy key as X-LLM-Proxy-Key or as the API key of your client</source>
        <translation>der Schlüssel dieser Anfrage gehört nicht zu diesem Proxy: senden Sie einen Proxy-Schlüssel als X-LLM-Proxy-Key oder als API-Schlüssel Ihres Clients</translation>
    </message>
</context>
<context>
    <name>EngineCode</name>
    <message>
        <source>routed</source>
        <translation>geroutet</translation>
    </message>
    <message>
        <source>reused</source>
        <translation>übernommen</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>übersprungen</translation>
    </message>
    <message>
        <source>reverted</source>
        <translation>zurückgenommen</translation>
    </message>
    <message>
        <source>pass</source>
        <translation>weiter</translation>
    </message>
    <message>
        <source>routing off</source>
        <translation>Routing aus</translation>
    </message>
    <message>
        <source>no Morph key</source>
        <translation>kein Morph-Schlüssel</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>kein JSON</translation>
    </message>
    <message>
        <source>encoded</source>
        <translation>kodiert</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>kein Modell</translation>
    </message>
    <message>
        <source>model named twice</source>
        <translation>Modell doppelt genannt</translation>
    </message>
    <message>
        <source>no user text</source>
        <translation>kein Nutzertext</translation>
    </message>
    <message>
        <source>side request</source>
        <translation>Nebenanfrage</translation>
    </message>
    <message>
        <source>probe</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>sub-agent</source>
        <translation>Unteragent</translation>
    </message>
    <message>
        <source>compaction</source>
        <translation>Verdichtung</translation>
    </message>
    <message>
        <source>unclear</source>
        <translation>unklar</translation>
    </message>
    <message>
        <source>unknown label</source>
        <translation>unbekannte Einstufung</translation>
    </message>
    <message>
        <source>Morph unreachable</source>
        <translation>Morph nicht erreichbar</translation>
    </message>
    <message>
        <source>Morph too slow</source>
        <translation>Morph zu langsam</translation>
    </message>
    <message>
        <source>Morph refused the key</source>
        <translation>Morph lehnt den Schlüssel ab</translation>
    </message>
    <message>
        <source>Morph limits the rate</source>
        <translation>Morph begrenzt die Rate</translation>
    </message>
    <message>
        <source>Morph rejected it</source>
        <translation>von Morph abgewiesen</translation>
    </message>
    <message>
        <source>Morph failed</source>
        <translation>Morph gestört</translation>
    </message>
    <message>
        <source>Morph&apos;s answer unreadable</source>
        <translation>Morph-Antwort unlesbar</translation>
    </message>
    <message>
        <source>breaker open</source>
        <translation>Schutzschalter offen</translation>
    </message>
    <message>
        <source>breaker probing</source>
        <translation>Schutzschalter prüft</translation>
    </message>
    <message>
        <source>too busy</source>
        <translation>ausgelastet</translation>
    </message>
    <message>
        <source>no listed model</source>
        <translation>kein gelistetes Modell</translation>
    </message>
    <message>
        <source>prefix not listed</source>
        <translation>Präfix nicht gelistet</translation>
    </message>
    <message>
        <source>other family</source>
        <translation>andere Modellfamilie</translation>
    </message>
    <message>
        <source>unknown continuation</source>
        <translation>unbekannte Fortsetzung</translation>
    </message>
    <message>
        <source>barred</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>keep rule</source>
        <translation>Behalten-Regel</translation>
    </message>
    <message>
        <source>held by an override</source>
        <translation>von Hand gehalten</translation>
    </message>
    <message>
        <source>unsafe</source>
        <translation>unsicher</translation>
    </message>
    <message>
        <source>cache warm</source>
        <translation>Cache warm</translation>
    </message>
    <message>
        <source>recent upgrade</source>
        <translation>kürzlich aufgestiegen</translation>
    </message>
    <message>
        <source>not worth asking</source>
        <translation>Frage lohnt nicht</translation>
    </message>
    <message>
        <source>same model</source>
        <translation>gleiches Modell</translation>
    </message>
    <message>
        <source>caches ignored</source>
        <translation>Caches nicht beachtet</translation>
    </message>
    <message>
        <source>upgrade</source>
        <translation>Aufstieg</translation>
    </message>
    <message>
        <source>cold</source>
        <translation>kalt</translation>
    </message>
    <message>
        <source>prices unknown</source>
        <translation>Preise unbekannt</translation>
    </message>
    <message>
        <source>worth it</source>
        <translation>lohnt sich</translation>
    </message>
    <message>
        <source>safe</source>
        <translation>sicher</translation>
    </message>
    <message>
        <source>safe with changes</source>
        <translation>sicher mit Änderung</translation>
    </message>
    <message>
        <source>open tool exchange</source>
        <translation>offener Werkzeugaufruf</translation>
    </message>
    <message>
        <source>previous response</source>
        <translation>vorige Antwort</translation>
    </message>
    <message>
        <source>signed thinking</source>
        <translation>signierte Denkschritte</translation>
    </message>
    <message>
        <source>max_tokens</source>
        <translation>max_tokens</translation>
    </message>
    <message>
        <source>context window</source>
        <translation>Kontextfenster</translation>
    </message>
    <message>
        <source>images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>documents</source>
        <translation>Dokumente</translation>
    </message>
    <message>
        <source>audio</source>
        <translation>Audio</translation>
    </message>
    <message>
        <source>beta feature</source>
        <translation>Beta-Funktion</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>Denken</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>a person asks</source>
        <translation>ein Mensch fragt</translation>
    </message>
    <message>
        <source>tool continuation</source>
        <translation>Werkzeug-Fortsetzung</translation>
    </message>
    <message>
        <source>start of a sub-agent</source>
        <translation>Start eines Unteragenten</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>leicht</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>schwer</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>client left</source>
        <translation>Client weg</translation>
    </message>
    <message>
        <source>the client changed it</source>
        <translation>vom Client geändert</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>upstream</source>
        <translation>Upstream</translation>
    </message>
    <message>
        <source>model switch</source>
        <translation>Modellwechsel</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>reset</source>
        <translation>zurückgesetzt</translation>
    </message>
    <message>
        <source>masked</source>
        <translation>unkenntlich gemacht</translation>
    </message>
    <message>
        <source>not cheaper</source>
        <translation>nicht billiger</translation>
    </message>
    <message>
        <source>targets ended</source>
        <translation>Ziele eingestellt</translation>
    </message>
    <message>
        <source>keep</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>not listed</source>
        <translation>nicht gelistet</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>eingestellt</translation>
    </message>
    <message>
        <source>strong enough</source>
        <translation>stark genug</translation>
    </message>
    <message>
        <source>state at the provider</source>
        <translation>Zustand beim Anbieter</translation>
    </message>
    <message>
        <source>system message</source>
        <translation>Systemnachricht</translation>
    </message>
    <message>
        <source>effort of a message</source>
        <translation>Aufwand einer Nachricht</translation>
    </message>
    <message>
        <source>prefill</source>
        <translation>Vorgabe der Antwort</translation>
    </message>
    <message>
        <source>forced tool</source>
        <translation>erzwungenes Werkzeug</translation>
    </message>
    <message>
        <source>sampling</source>
        <translation>Sampling</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>stop sequences</source>
        <translation>Stoppfolgen</translation>
    </message>
    <message>
        <source>output format</source>
        <translation>Ausgabeformat</translation>
    </message>
    <message>
        <source>fallbacks</source>
        <translation>Ausweichmodelle</translation>
    </message>
    <message>
        <source>tool version</source>
        <translation>Werkzeugversion</translation>
    </message>
    <message>
        <source>unknown to this machine</source>
        <translation>diesem Rechner unklar</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>geht weiter</translation>
    </message>
    <message>
        <source>hard before</source>
        <translation>vorher schwer</translation>
    </message>
    <message>
        <source>plan mode</source>
        <translation>Planungsmodus</translation>
    </message>
    <message>
        <source>failed results</source>
        <translation>fehlgeschlagene Ergebnisse</translation>
    </message>
    <message>
        <source>the same calls</source>
        <translation>dieselben Aufrufe</translation>
    </message>
    <message>
        <source>fee too high</source>
        <translation>Gebühr zu hoch</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>limit used up</source>
        <translation>Grenze aufgebraucht</translation>
    </message>
    <message>
        <source>aggressive</source>
        <translation>aggressiv</translation>
    </message>
    <message>
        <source>easy models only</source>
        <translation>nur leichte Modelle</translation>
    </message>
    <message>
        <source>only auto is routed</source>
        <translation>nur auto wird geroutet</translation>
    </message>
    <message>
        <source>no levels known</source>
        <translation>keine Stufen bekannt</translation>
    </message>
    <message>
        <source>set in the name</source>
        <translation>im Namen festgelegt</translation>
    </message>
    <message>
        <source>not readable</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>low enough</source>
        <translation>niedrig genug</translation>
    </message>
    <message>
        <source>the session runs</source>
        <translation>die Sitzung läuft</translation>
    </message>
    <message>
        <source>warned</source>
        <translation>gewarnt</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>nicht erlaubt</translation>
    </message>
</context>
<context>
    <name>EngineStep</name>
    <message>
        <source>routing switch</source>
        <translation>Routing-Schalter</translation>
    </message>
    <message>
        <source>routable</source>
        <translation>routbar</translation>
    </message>
    <message>
        <source>override</source>
        <translation>von Hand</translation>
    </message>
    <message>
        <source>kind of turn</source>
        <translation>Art des Zugs</translation>
    </message>
    <message>
        <source>model family</source>
        <translation>Modellfamilie</translation>
    </message>
    <message>
        <source>previous response</source>
        <translation>vorige Antwort</translation>
    </message>
    <message>
        <source>known turn</source>
        <translation>bekannter Zug</translation>
    </message>
    <message>
        <source>session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>continuation</source>
        <translation>Fortsetzung</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>classification</source>
        <translation>Einstufung</translation>
    </message>
    <message>
        <source>preflight</source>
        <translation>Vorabprüfung</translation>
    </message>
    <message>
        <source>switch policy</source>
        <translation>Wechselregel</translation>
    </message>
    <message>
        <source>keep rule</source>
        <translation>Behalten-Regel</translation>
    </message>
    <message>
        <source>asking Morph</source>
        <translation>Frage an Morph</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>Rücknahme</translation>
    </message>
    <message>
        <source>choice</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>secrets</source>
        <translation>Geheimnisse</translation>
    </message>
    <message>
        <source>target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>judged on this machine</source>
        <translation>auf diesem Rechner beurteilt</translation>
    </message>
    <message>
        <source>sign of the agent</source>
        <translation>Zeichen des Agenten</translation>
    </message>
    <message>
        <source>plan limit</source>
        <translation>Tarifgrenze</translation>
    </message>
    <message>
        <source>model auto</source>
        <translation>Modell auto</translation>
    </message>
    <message>
        <source>only auto</source>
        <translation>nur auto</translation>
    </message>
    <message>
        <source>effort</source>
        <translation>Aufwand</translation>
    </message>
    <message>
        <source>budget</source>
        <translation>Budget</translation>
    </message>
</context>
<context>
    <name>ExchangeFacts</name>
    <message>
        <source>nothing: every byte as the client sent it</source>
        <translation>nichts: jedes Byte so, wie der Client es gesendet hat</translation>
    </message>
    <message>
        <source>bytes %1–%2 of %3; everything else identical</source>
        <translation>Bytes %1–%2 von %3; alles andere identisch</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>nicht gemeldet</translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation>gespart %1</translation>
    </message>
    <message>
        <source>%1 tokens were not read again (%2)</source>
        <translation>%1 Tokens nicht erneut gelesen (%2)</translation>
    </message>
    <message>
        <source>%1 tokens were not read again (%2), first difference at %3</source>
        <translation>%1 Tokens nicht erneut gelesen (%2), erster Unterschied bei %3</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Gründe</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Verbrauch</translation>
    </message>
    <message>
        <source>Cache lost</source>
        <translation>Cache verloren</translation>
    </message>
    <message>
        <source>upstream said %1</source>
        <translation>Upstream meldete %1</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message numerus="yes">
        <source>%1 up, %2 down, %n attempt(s) upstream</source>
        <translation>
            <numerusform>%1 hin, %2 zurück, %n Versuch beim Upstream</numerusform>
            <numerusform>%1 hin, %2 zurück, %n Versuche beim Upstream</numerusform>
        </translation>
    </message>
    <message>
        <source>Converted</source>
        <translation>Konvertiert</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Classified text</source>
        <translation>Klassifizierter Text</translation>
    </message>
    <message>
        <source>recording it is off</source>
        <translation>wird nicht aufgezeichnet</translation>
    </message>
    <message numerus="yes">
        <source>Morph in %1, %n request(s)</source>
        <translation>
            <numerusform>Morph in %1, %n Anfrage</numerusform>
            <numerusform>Morph in %1, %n Anfragen</numerusform>
        </translation>
    </message>
    <message>
        <source>This machine says</source>
        <translation>Dieser Rechner sagt</translation>
    </message>
    <message>
        <source>%1 (looks hard: %2 of 100)</source>
        <translation>%1 (sieht schwer aus: %2 von 100)</translation>
    </message>
    <message>
        <source>Client&apos;s name</source>
        <translation>Name des Clients</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Tokens hinein</translation>
    </message>
    <message>
        <source>read from the cache</source>
        <translation>aus dem Cache gelesen</translation>
    </message>
    <message>
        <source>written to the cache</source>
        <translation>in den Cache geschrieben</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Tokens heraus</translation>
    </message>
    <message>
        <source>of them thoughts</source>
        <translation>davon Gedanken</translation>
    </message>
    <message>
        <source>Cost at list prices</source>
        <translation>Kosten zu Listenpreisen</translation>
    </message>
    <message>
        <source>as requested</source>
        <translation>wie angefragt</translation>
    </message>
    <message>
        <source>Morph&apos;s fee</source>
        <translation>Morph-Gebühr</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) passed</source>
        <translation>
            <numerusform>%n Prüfung bestanden</numerusform>
            <numerusform>%n Prüfungen bestanden</numerusform>
        </translation>
    </message>
    <message>
        <source>cache warm</source>
        <translation>Cache warm</translation>
    </message>
    <message>
        <source>cache cold</source>
        <translation>Cache kalt</translation>
    </message>
    <message>
        <source>stays with %1</source>
        <translation>bleibt bei %1</translation>
    </message>
    <message>
        <source>passed on unchanged</source>
        <translation>unverändert weitergegeben</translation>
    </message>
    <message>
        <source>cost %1 more</source>
        <translation>kostete %1 mehr</translation>
    </message>
    <message>
        <source>What is this?</source>
        <translation>Was ist das?</translation>
    </message>
</context>
<context>
    <name>HumanFormat</name>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
</context>
<context>
    <name>ManualLink</name>
    <message>
        <source>What is this? %1</source>
        <translation>Was ist das? %1</translation>
    </message>
    <message>
        <source>What is this? (manual, F1)</source>
        <translation>Was ist das? (Handbuch, F1)</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>The proxy went down or came up</source>
        <translation>Proxy ausgefallen oder wieder in Betrieb</translation>
    </message>
    <message>
        <source>Morph or CLIProxyAPI failed or works again</source>
        <translation>Morph oder CLIProxyAPI gestört oder wieder in Ordnung</translation>
    </message>
    <message>
        <source>A stream stood still for a minute</source>
        <translation>Stream stand eine Minute lang still</translation>
    </message>
    <message>
        <source>A session lost its prompt cache</source>
        <translation>Sitzung hat ihren Prompt-Cache verloren</translation>
    </message>
    <message>
        <source>The day&apos;s budget is used up</source>
        <translation>Tagesbudget aufgebraucht</translation>
    </message>
    <message>
        <source>%1 of %2 at list prices. Requests go on.</source>
        <translation>%1 von %2 zu Listenpreisen. Anfragen laufen weiter.</translation>
    </message>
    <message>
        <source>The proxy does not serve</source>
        <translation>Proxy ist außer Betrieb</translation>
    </message>
    <message>
        <source>The proxy serves again</source>
        <translation>Proxy ist wieder in Betrieb</translation>
    </message>
    <message>
        <source>%1 fails</source>
        <translation>%1 ist gestört</translation>
    </message>
    <message>
        <source>%1 works again</source>
        <translation>%1 funktioniert wieder</translation>
    </message>
    <message>
        <source>A stream stands still</source>
        <translation>Stream steht still</translation>
    </message>
    <message>
        <source>A stream stood still</source>
        <translation>Stream stand still</translation>
    </message>
    <message>
        <source>%1: no byte for %2, and it is still open</source>
        <translation>%1: seit %2 kein Byte, der Stream ist noch offen</translation>
    </message>
    <message>
        <source>%1: %2 without a byte, then %3</source>
        <translation>%1: %2 ohne ein Byte, dann %3</translation>
    </message>
    <message>
        <source>%1 on %2: %3 tokens had to be sent anew (%4)</source>
        <translation>%1 mit %2: %3 Tokens mussten neu gesendet werden (%4)</translation>
    </message>
    <message>
        <source>A model ends soon, or the map needs care</source>
        <translation>Ein Modell endet bald, oder die Zuordnung braucht Pflege</translation>
    </message>
    <message>
        <source>Models need your care</source>
        <translation>Modelle brauchen Ihre Aufmerksamkeit</translation>
    </message>
    <message>
        <source>%1 (%2 in all, see Health)</source>
        <translation>%1 (insgesamt %2, siehe Zustand)</translation>
    </message>
    <message>
        <source>A budget or limit is used up, or nearly</source>
        <translation>Ein Budget oder eine Grenze ist aufgebraucht, oder fast</translation>
    </message>
    <message>
        <source>The limit %1 is used up</source>
        <translation>Die Grenze %1 ist aufgebraucht</translation>
    </message>
    <message>
        <source>%1. Requests are answered with 429; the tray&apos;s menu lifts it.</source>
        <translation>%1. Anfragen werden mit 429 beantwortet; das Menü der Taskleiste hebt sie auf.</translation>
    </message>
    <message>
        <source>The limit %1: easy models only</source>
        <translation>Die Grenze %1: nur leichte Modelle</translation>
    </message>
    <message>
        <source>%1. New tasks go to easy models.</source>
        <translation>%1. Neue Aufgaben gehen an leichte Modelle.</translation>
    </message>
    <message>
        <source>The limit %1 is nearly used up</source>
        <translation>Die Grenze %1 ist fast aufgebraucht</translation>
    </message>
    <message>
        <source>%1. Requests go on.</source>
        <translation>%1. Anfragen gehen weiter.</translation>
    </message>
</context>
<context>
    <name>SettingLabels</name>
    <message>
        <source>Morph key</source>
        <translation>Morph-Schlüssel</translation>
    </message>
    <message>
        <source>Morph&apos;s address</source>
        <translation>Morphs Adresse</translation>
    </message>
    <message>
        <source>Route requests</source>
        <translation>Anfragen leiten</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>Whose models</source>
        <translation>Wessen Modelle</translation>
    </message>
    <message>
        <source>How the model is chosen</source>
        <translation>Wie das Modell gewählt wird</translation>
    </message>
    <message>
        <source>When to switch models</source>
        <translation>Wann das Modell wechselt</translation>
    </message>
    <message>
        <source>Who judges a task</source>
        <translation>Wer eine Aufgabe beurteilt</translation>
    </message>
    <message>
        <source>Tell the client how it was routed</source>
        <translation>Dem Client sagen, wie geleitet wurde</translation>
    </message>
    <message>
        <source>Route the Responses API</source>
        <translation>Die Responses-API leiten</translation>
    </message>
    <message>
        <source>Sub-agents</source>
        <translation>Unteragenten</translation>
    </message>
    <message>
        <source>Offer a model called auto</source>
        <translation>Ein Modell namens auto anbieten</translation>
    </message>
    <message>
        <source>Route auto only</source>
        <translation>Nur auto leiten</translation>
    </message>
    <message>
        <source>Lower the effort of easy tasks</source>
        <translation>Aufwand leichter Aufgaben senken</translation>
    </message>
    <message>
        <source>Mask secrets before asking Morph</source>
        <translation>Geheimnisse vor Morph verdecken</translation>
    </message>
    <message>
        <source>Save plan limits</source>
        <translation>Grenzen des Abos schonen</translation>
    </message>
    <message>
        <source>Allow use beyond the plan</source>
        <translation>Nutzung über das Abo hinaus erlauben</translation>
    </message>
    <message>
        <source>Further attempts at Morph</source>
        <translation>Weitere Versuche bei Morph</translation>
    </message>
    <message>
        <source>Calls to Morph at once</source>
        <translation>Gleichzeitige Anrufe bei Morph</translation>
    </message>
    <message>
        <source>Time for a decision</source>
        <translation>Zeit für eine Entscheidung</translation>
    </message>
    <message>
        <source>Failures that stop asking Morph</source>
        <translation>Fehler, nach denen Morph pausiert</translation>
    </message>
    <message>
        <source>Pause after failures of Morph</source>
        <translation>Pause nach Fehlern von Morph</translation>
    </message>
    <message>
        <source>Models for easy tasks</source>
        <translation>Modelle für leichte Aufgaben</translation>
    </message>
    <message>
        <source>Models for medium tasks</source>
        <translation>Modelle für mittlere Aufgaben</translation>
    </message>
    <message>
        <source>Models for hard tasks</source>
        <translation>Modelle für schwere Aufgaben</translation>
    </message>
    <message>
        <source>Models for unclear tasks</source>
        <translation>Modelle für unklare Aufgaben</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Addresses to listen on</source>
        <translation>Adressen zum Lauschen</translation>
    </message>
    <message>
        <source>Keys for clients</source>
        <translation>Schlüssel für Clients</translation>
    </message>
    <message>
        <source>Named clients</source>
        <translation>Benannte Clients</translation>
    </message>
    <message>
        <source>Trusted balancers</source>
        <translation>Vertraute Lastverteiler</translation>
    </message>
    <message>
        <source>PROXY protocol from balancers</source>
        <translation>PROXY-Protokoll von Lastverteilern</translation>
    </message>
    <message>
        <source>Further host names</source>
        <translation>Weitere Hostnamen</translation>
    </message>
    <message>
        <source>Allowed web origins</source>
        <translation>Erlaubte Web-Ursprünge</translation>
    </message>
    <message>
        <source>Management from other machines</source>
        <translation>Verwaltung von anderen Rechnern</translation>
    </message>
    <message>
        <source>Largest body that is routed</source>
        <translation>Größter Inhalt, der geleitet wird</translation>
    </message>
    <message>
        <source>Memory for all bodies</source>
        <translation>Speicher für alle Inhalte</translation>
    </message>
    <message>
        <source>Client connections</source>
        <translation>Verbindungen von Clients</translation>
    </message>
    <message>
        <source>Time for a request&apos;s head</source>
        <translation>Zeit für den Kopf einer Anfrage</translation>
    </message>
    <message>
        <source>Silence inside a request</source>
        <translation>Stille in einer Anfrage</translation>
    </message>
    <message>
        <source>Idle client connections</source>
        <translation>Ruhende Verbindungen von Clients</translation>
    </message>
    <message>
        <source>Time for open streams at a stop</source>
        <translation>Zeit für offene Ströme beim Stopp</translation>
    </message>
    <message>
        <source>Notice before a stop</source>
        <translation>Ankündigung vor dem Stopp</translation>
    </message>
    <message>
        <source>CLIProxyAPI&apos;s address</source>
        <translation>CLIProxyAPIs Adresse</translation>
    </message>
    <message>
        <source>CLIProxyAPI key</source>
        <translation>CLIProxyAPI-Schlüssel</translation>
    </message>
    <message>
        <source>File with CLIProxyAPI&apos;s keys</source>
        <translation>Datei mit CLIProxyAPIs Schlüsseln</translation>
    </message>
    <message>
        <source>API of the upstream</source>
        <translation>API des Upstreams</translation>
    </message>
    <message>
        <source>Further attempts upstream</source>
        <translation>Weitere Versuche beim Upstream</translation>
    </message>
    <message>
        <source>Failures that stop the upstream</source>
        <translation>Fehler, die den Upstream sperren</translation>
    </message>
    <message>
        <source>Time to connect</source>
        <translation>Zeit zum Verbinden</translation>
    </message>
    <message>
        <source>Time to the first byte</source>
        <translation>Zeit bis zum ersten Byte</translation>
    </message>
    <message>
        <source>Silence inside an answer</source>
        <translation>Stille in einer Antwort</translation>
    </message>
    <message>
        <source>Folder of the request log</source>
        <translation>Ordner des Anfragenprotokolls</translation>
    </message>
    <message>
        <source>Log the text of tasks</source>
        <translation>Text der Aufgaben protokollieren</translation>
    </message>
    <message>
        <source>Texts kept in memory</source>
        <translation>Texte im Arbeitsspeicher</translation>
    </message>
    <message>
        <source>Warn at a day&apos;s cost</source>
        <translation>Warnen bei Tageskosten von</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>CLIProxyAPI program</source>
        <translation>CLIProxyAPI-Programm</translation>
    </message>
    <message>
        <source>Management key</source>
        <translation>Verwaltungsschlüssel</translation>
    </message>
    <message>
        <source>Shared store</source>
        <translation>Gemeinsamer Speicher</translation>
    </message>
    <message>
        <source>Certificates of the store</source>
        <translation>Zertifikate des Speichers</translation>
    </message>
    <message>
        <source>Shared fingerprint key</source>
        <translation>Gemeinsamer Fingerabdruck-Schlüssel</translation>
    </message>
</context>
<context>
    <name>StatusIcons</name>
    <message>
        <source>CLIProxyAPI is not reachable</source>
        <translation>CLIProxyAPI ist nicht erreichbar</translation>
    </message>
    <message>
        <source>Morph fails: requests keep their model</source>
        <translation>Morph gestört: Anfragen behalten ihr Modell</translation>
    </message>
    <message>
        <source>Routing is off: no Morph API key is set</source>
        <translation>Routing aus: kein Morph-API-Schlüssel gesetzt</translation>
    </message>
    <message>
        <source>Limit used up: %1</source>
        <translation>Grenze aufgebraucht: %1</translation>
    </message>
</context>
<context>
    <name>app::ProgramHost</name>
    <message>
        <source>another llm-proxy owns %1</source>
        <translation>ein anderer llm-proxy belegt %1</translation>
    </message>
</context>
<context>
    <name>ui</name>
    <message>
        <source>About llm-proxy</source>
        <translation>Über llm-proxy</translation>
    </message>
    <message>
        <source>A proxy that sends each task of an agent to the cheapest model that can do it.

It is made with Qt %1 (LGPL 3), simdjson and yaml-cpp (Apache 2, MIT), nghttp2 and tl-expected (MIT, CC0), xxHash and hiredis (BSD), zlib and zstd.</source>
        <translation>Ein Proxy, der jede Aufgabe eines Agenten an das günstigste Modell schickt, das sie lösen kann.

Er ist gebaut mit Qt %1 (LGPL 3), simdjson und yaml-cpp (Apache 2, MIT), nghttp2 und tl-expected (MIT, CC0), xxHash und hiredis (BSD), zlib und zstd.</translation>
    </message>
    <message>
        <source>&amp;Copy for a report</source>
        <translation>Für eine Meldung &amp;kopieren</translation>
    </message>
</context>
<context>
    <name>ui::AgentPage</name>
    <message>
        <source>&amp;Write</source>
        <translation>&amp;Schreiben</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>What changes in %1</source>
        <translation>Was sich in %1 ändert</translation>
    </message>
    <message>
        <source>&amp;Copy the lines instead</source>
        <translation>Nur Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>Kopiert: %1</translation>
    </message>
    <message>
        <source>▲ Can&apos;t be changed: %1</source>
        <translation>▲ Änderung nicht möglich: %1</translation>
    </message>
    <message>
        <source>● %1 is connected</source>
        <translation>● %1 ist verbunden</translation>
    </message>
    <message>
        <source>○ %1 is not connected yet</source>
        <translation>○ %1 ist noch nicht verbunden</translation>
    </message>
    <message>
        <source>– %1 was not found on this machine</source>
        <translation>– %1 wurde auf diesem Rechner nicht gefunden</translation>
    </message>
    <message>
        <source>%1 (the present file is kept beside it)</source>
        <translation>%1 (die jetzige Datei bleibt daneben erhalten)</translation>
    </message>
    <message>
        <source>%1 (new)</source>
        <translation>%1 (neu)</translation>
    </message>
    <message>
        <source>Written. A running agent has to be started again.</source>
        <translation>Geschrieben. Ein laufender Agent muss neu gestartet werden.</translation>
    </message>
    <message>
        <source>Written; the former file is %1. A running agent has to be started again.</source>
        <translation>Geschrieben; die frühere Datei ist %1. Ein laufender Agent muss neu gestartet werden.</translation>
    </message>
    <message>
        <source>The former file is back.</source>
        <translation>Die frühere Datei ist wiederhergestellt.</translation>
    </message>
</context>
<context>
    <name>ui::BodyView</name>
    <message>
        <source>thought</source>
        <translation>Gedanke</translation>
    </message>
    <message>
        <source>calls the tool %1</source>
        <translation>ruft das Werkzeug %1</translation>
    </message>
    <message>
        <source>result of a tool</source>
        <translation>Ergebnis eines Werkzeugs</translation>
    </message>
    <message>
        <source>Text of the request</source>
        <translation>Text der Anfrage</translation>
    </message>
    <message>
        <source>Text of the answer</source>
        <translation>Text der Antwort</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Raw events</source>
        <translation>Rohe Ereignisse</translation>
    </message>
    <message>
        <source>The bytes as they are, in place of the conversation</source>
        <translation>Die Bytes, wie sie sind, statt des Gesprächs</translation>
    </message>
    <message>
        <source>Find (Ctrl+F)</source>
        <translation>Suchen (Strg+F)</translation>
    </message>
    <message>
        <source>Find in the text</source>
        <translation>Im Text suchen</translation>
    </message>
    <message>
        <source>The one before</source>
        <translation>Vorheriger Treffer</translation>
    </message>
    <message>
        <source>The next one</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Copy request</source>
        <translation>Anfrage kopieren</translation>
    </message>
    <message>
        <source>Copy answer</source>
        <translation>Antwort kopieren</translation>
    </message>
    <message>
        <source>All of the text that is shown</source>
        <translation>Der ganze gezeigte Text</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Into a file, as it is shown</source>
        <translation>In eine Datei, wie gezeigt</translation>
    </message>
    <message>
        <source>The text of this request is not kept. Settings &gt; Recording: &quot;Keep the text of the latest requests&quot; keeps that of later ones, in memory only.</source>
        <translation>Der Text dieser Anfrage wird nicht behalten. Einstellungen &gt; Aufzeichnung: „Den Text der neuesten Anfragen behalten“ behält den späterer, nur im Speicher.</translation>
    </message>
    <message>
        <source>The proxy did not tell the text.</source>
        <translation>Der Proxy nannte den Text nicht.</translation>
    </message>
    <message>
        <source>This body is compressed or no text, so it is not shown.</source>
        <translation>Dieser Inhalt ist komprimiert oder kein Text und wird daher nicht gezeigt.</translation>
    </message>
    <message>
        <source>The first %1 of %2 are kept.</source>
        <translation>Die ersten %1 von %2 werden behalten.</translation>
    </message>
    <message>
        <source>There is no body.</source>
        <translation>Es gibt keinen Inhalt.</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>Save the text</source>
        <translation>Text speichern</translation>
    </message>
    <message>
        <source>Saved. The file holds what was typed and answered.</source>
        <translation>Gespeichert. Die Datei enthält, was getippt und geantwortet wurde.</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>Einklappen</translation>
    </message>
    <message>
        <source>Fold every part, or unfold all</source>
        <translation>Jeden Teil einklappen, oder alles ausklappen</translation>
    </message>
</context>
<context>
    <name>ui::BreakerDiagram</name>
    <message>
        <source>next probe in %1 s</source>
        <translation>nächste Prüfung in %1 s</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>zu</translation>
    </message>
    <message>
        <source>half-open</source>
        <translation>halboffen</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message numerus="yes">
        <source>Closed: %n failure(s) in a row</source>
        <translation>
            <numerusform>Geschlossen: %n Fehler in Folge</numerusform>
            <numerusform>Geschlossen: %n Fehler in Folge</numerusform>
        </translation>
    </message>
    <message>
        <source>Half-open: a probe is under way</source>
        <translation>Halboffen: eine Prüfung läuft</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Open: next probe in %1 s</source>
        <translation>Offen: nächste Prüfung in %1 s</translation>
    </message>
    <message>
        <source>a probe is due</source>
        <translation>eine Prüfung steht an</translation>
    </message>
    <message>
        <source>Open: a probe is due</source>
        <translation>Offen: eine Prüfung steht an</translation>
    </message>
</context>
<context>
    <name>ui::BudgetMenu</name>
    <message>
        <source>&amp;Limits</source>
        <translation>&amp;Grenzen</translation>
    </message>
    <message>
        <source>Lift for an &amp;hour</source>
        <translation>Für eine &amp;Stunde aufheben</translation>
    </message>
    <message>
        <source>Lift for the rest of the &amp;day</source>
        <translation>Für den Rest des &amp;Tages aufheben</translation>
    </message>
    <message>
        <source>&amp;Put into force again</source>
        <translation>&amp;Wieder in Kraft setzen</translation>
    </message>
    <message>
        <source>%1: %2, lifted until %3</source>
        <translation>%1: %2, aufgehoben bis %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
</context>
<context>
    <name>ui::ChartPanel</name>
    <message>
        <source>%1: table and export</source>
        <translation>%1: Tabelle und Export</translation>
    </message>
    <message>
        <source>As a table, save</source>
        <translation>Als Tabelle anzeigen, speichern</translation>
    </message>
    <message>
        <source>Show as &amp;table</source>
        <translation>Als &amp;Tabelle anzeigen</translation>
    </message>
    <message>
        <source>Save as &amp;PNG…</source>
        <translation>Als &amp;PNG speichern…</translation>
    </message>
    <message>
        <source>Save as &amp;CSV…</source>
        <translation>Als &amp;CSV speichern…</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>The picture could not be written.</source>
        <translation>Das Bild konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
</context>
<context>
    <name>ui::ConnectDialog</name>
    <message>
        <source>Connect an agent</source>
        <translation>Agent verbinden</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenten</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Found, not connected</source>
        <translation>Gefunden, nicht verbunden</translation>
    </message>
    <message>
        <source>Not found on this machine</source>
        <translation>Auf diesem Rechner nicht gefunden</translation>
    </message>
    <message>
        <source>Lines to copy</source>
        <translation>Zeilen zum Kopieren</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Most programs and SDKs read their address from here:</source>
        <translation>Die meisten Programme und SDKs lesen ihre Adresse von hier:</translation>
    </message>
    <message>
        <source>Other programs</source>
        <translation>Andere Programme</translation>
    </message>
    <message>
        <source>Send a &amp;test request</source>
        <translation>&amp;Testanfrage senden</translation>
    </message>
    <message>
        <source>One short request for claude-sonnet-4-5; it may cost a fraction of a cent</source>
        <translation>Eine kurze Anfrage an claude-sonnet-4-5; sie kann einen Bruchteil eines Cents kosten</translation>
    </message>
    <message>
        <source>Sent; see Requests…</source>
        <translation>Gesendet; siehe Anfragen…</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
</context>
<context>
    <name>ui::DemoTraffic</name>
    <message>
        <source>a small rename is easy, so a cheaper model answers. The row shows both names, and what that saved.</source>
        <translation>ein kleines Umbenennen ist leicht, also antwortet ein günstigeres Modell. Die Zeile zeigt beide Namen und was das gespart hat.</translation>
    </message>
    <message>
        <source>this one is hard and keeps a strong model. Select its row: the details say why.</source>
        <translation>diese ist schwer und behält ein starkes Modell. Wählen Sie ihre Zeile: Die Einzelheiten sagen, warum.</translation>
    </message>
    <message>
        <source>another agent, another provider: it stays with that provider&apos;s models.</source>
        <translation>ein anderer Agent, ein anderer Anbieter: Es bleibt bei dessen Modellen.</translation>
    </message>
    <message>
        <source>who asks for a strong model for hard work gets a strong model.</source>
        <translation>wer für schwere Arbeit ein starkes Modell verlangt, bekommt ein starkes.</translation>
    </message>
    <message>
        <source>work of medium difficulty gets a model between. Statistics adds it all up.</source>
        <translation>mittlere Arbeit bekommt ein Modell dazwischen. Die Statistik zählt alles zusammen.</translation>
    </message>
    <message>
        <source>that is the tour. Requests go on for a while; leave the demo when you have seen enough.</source>
        <translation>das war der Rundgang. Anfragen kommen noch eine Weile; verlassen Sie die Demo, wenn Sie genug gesehen haben.</translation>
    </message>
</context>
<context>
    <name>ui::DesktopApp</name>
    <message>
        <source>The keychain did not give %1: %2</source>
        <translation>Der Schlüsselbund gab %1 nicht heraus: %2</translation>
    </message>
    <message>
        <source>llm-proxy is still running</source>
        <translation>llm-proxy läuft weiter</translation>
    </message>
    <message>
        <source>It stays in the tray. Quit it from its menu there.</source>
        <translation>Das Programm bleibt im Infobereich. Beenden lässt es sich dort über sein Menü.</translation>
    </message>
</context>
<context>
    <name>ui::DesktopNotifications</name>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>Probe now</source>
        <translation>Jetzt prüfen</translation>
    </message>
    <message>
        <source>Pause routing</source>
        <translation>Routing pausieren</translation>
    </message>
</context>
<context>
    <name>ui::DurationEdit</name>
    <message>
        <source>milliseconds</source>
        <translation>Millisekunden</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>Unit: %1</source>
        <translation>Einheit: %1</translation>
    </message>
</context>
<context>
    <name>ui::EmptyState</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Connect an agent…</source>
        <translation>Agenten verbinden…</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>Show those of the last day</source>
        <translation>Die des letzten Tages zeigen</translation>
    </message>
    <message>
        <source>Setting for agents</source>
        <translation>Einstellung für Agenten</translation>
    </message>
    <message>
        <source>No request matches the filter.</source>
        <translation>Keine Anfrage passt zum Filter.</translation>
    </message>
    <message>
        <source>The view was cleared. New requests appear here; the request log keeps all.</source>
        <translation>Die Ansicht wurde geleert. Neue Anfragen erscheinen hier; das Anfrageprotokoll behält alle.</translation>
    </message>
    <message>
        <source>No request yet. Point an agent at this proxy:</source>
        <translation>Noch keine Anfrage. Richten Sie einen Agenten auf diesen Proxy:</translation>
    </message>
    <message>
        <source>The proxy does not run, so no request comes: %1</source>
        <translation>Der Proxy läuft nicht, daher kommt keine Anfrage: %1</translation>
    </message>
    <message>
        <source>The proxy is stopped, so no request comes.</source>
        <translation>Der Proxy ist angehalten, daher kommt keine Anfrage.</translation>
    </message>
</context>
<context>
    <name>ui::ExchangeDetails</name>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Header</translation>
    </message>
    <message>
        <source>Copy as c&amp;url</source>
        <translation>Als c&amp;url kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;JSON</source>
        <translation>&amp;JSON kopieren</translation>
    </message>
    <message>
        <source>&amp;Explain again</source>
        <translation>&amp;Erneut erklären</translation>
    </message>
    <message>
        <source>Show in &amp;log</source>
        <translation>Im Protokoll &amp;zeigen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Select a request to see how it was decided.</source>
        <translation>Wählen Sie eine Anfrage, um zu sehen, wie über sie entschieden wurde.</translation>
    </message>
    <message>
        <source>What is shown of the request</source>
        <translation>Was von der Anfrage gezeigt wird</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Copy as c&amp;url (without the text)</source>
        <translation>Als c&amp;url kopieren (ohne den Text)</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 Tokens/s</translation>
    </message>
    <message>
        <source>≈ %1 tokens/s</source>
        <translation>≈ %1 Tokens/s</translation>
    </message>
    <message>
        <source>Return shows or hides the checks that passed; F1 explains the reason</source>
        <translation>Die Eingabetaste zeigt oder verbirgt die bestandenen Prüfungen; F1 erklärt den Grund</translation>
    </message>
</context>
<context>
    <name>ui::ExchangeModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Angefragt</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Beantwortet von</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Niveau</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>1. Byte</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespart</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>leicht</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>schwer</translation>
    </message>
    <message>
        <source>unclear</source>
        <translation>unklar</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>Denken</translation>
    </message>
    <message>
        <source>streaming</source>
        <translation>strömt</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>antwortet</translation>
    </message>
    <message>
        <source>same model</source>
        <translation>gleiches Modell</translation>
    </message>
    <message>
        <source>silent %1</source>
        <translation>still seit %1</translation>
    </message>
</context>
<context>
    <name>ui::ExplainDialog</name>
    <message>
        <source>What would be decided now</source>
        <translation>Was jetzt entschieden würde</translation>
    </message>
    <message>
        <source>Asked with the model and endpoint of this request; its text was not recorded. Where Morph would be asked, what follows from each of its answers is told.</source>
        <translation>Gefragt mit Modell und Endpunkt dieser Anfrage; ihr Text wurde nicht aufgezeichnet. Wo Morph gefragt würde, steht, was aus jeder seiner Antworten folgt.</translation>
    </message>
    <message>
        <source>Asked with the model, endpoint and recorded text of this request. Where Morph would be asked, what follows from each of its answers is told.</source>
        <translation>Gefragt mit Modell, Endpunkt und aufgezeichnetem Text dieser Anfrage. Wo Morph gefragt würde, steht, was aus jeder seiner Antworten folgt.</translation>
    </message>
    <message>
        <source>The proxy did not explain it: %1</source>
        <translation>Der Proxy hat es nicht erklärt: %1</translation>
    </message>
    <message>
        <source>Morph says</source>
        <translation>Morph sagt</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Cost of this request&apos;s tokens</source>
        <translation>Kosten der Tokens dieser Anfrage</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Gründe</translation>
    </message>
    <message>
        <source>&amp;Copy as JSON</source>
        <translation>Als JSON &amp;kopieren</translation>
    </message>
    <message>
        <source>Requests to this endpoint are not routed: they pass unchanged.</source>
        <translation>Anfragen an diesen Endpunkt werden nicht geleitet: Sie gehen unverändert durch.</translation>
    </message>
    <message>
        <source>(is not asked)</source>
        <translation>(wird nicht gefragt)</translation>
    </message>
</context>
<context>
    <name>ui::ExportDialog</name>
    <message>
        <source>With the &amp;texts of requests and answers</source>
        <translation>Mit den &amp;Texten der Anfragen und Antworten</translation>
    </message>
    <message numerus="yes">
        <source>Export %n request(s)</source>
        <translation>
            <numerusform>%n Anfrage exportieren</numerusform>
            <numerusform>%n Anfragen exportieren</numerusform>
        </translation>
    </message>
    <message>
        <source>HTTP archive (HAR 1.2)</source>
        <translation>HTTP-Archiv (HAR 1.2)</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>The file then holds what was typed and answered, as far as the proxy keeps it in memory. Keys are masked.</source>
        <translation>Die Datei enthält dann, was getippt und geantwortet wurde, soweit der Proxy es im Speicher behält. Schlüssel sind verdeckt.</translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation>&amp;Speichern unter…</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Format:</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>HTTP archives (*.har)</source>
        <translation>HTTP-Archive (*.har)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>ui::FilterBar</name>
    <message>
        <source>Filter: words, or fields like  difficulty:hard  status:&gt;=500  ms:&gt;2s  -client:curl</source>
        <translation>Filter: Wörter oder Felder wie  difficulty:hard  status:&gt;=500  ms:&gt;2s  -client:curl</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Words stand anywhere in a row. Fields: model:, client:, project:, session:, why:, status:, ms:, tokens:, cost:, since:10m, changed:yes and more; numbers with &gt; &lt; &gt;= &lt;=. Joined by or, and, not (or a minus), with (parentheses) and &quot;quotes&quot;.</source>
        <translation>Wörter stehen irgendwo in einer Zeile. Felder: model:, client:, project:, session:, why:, status:, ms:, tokens:, cost:, since:10m, changed:yes und mehr; Zahlen mit &gt; &lt; &gt;= &lt;=. Verbunden durch or, and, not (oder ein Minus), mit (Klammern) und &quot;Anführungszeichen&quot;.</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Requests that failed or broke off</source>
        <translation>Anfragen, die scheiterten oder abbrachen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Requests that go on</source>
        <translation>Anfragen, die noch laufen</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Requests that another model answered</source>
        <translation>Anfragen, die ein anderes Modell beantwortete</translation>
    </message>
    <message>
        <source>Hard</source>
        <translation>Schwer</translation>
    </message>
    <message>
        <source>Requests with a hard task</source>
        <translation>Anfragen mit einer schweren Aufgabe</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>Langsam</translation>
    </message>
    <message>
        <source>Requests that took more than ten seconds</source>
        <translation>Anfragen, die länger als zehn Sekunden dauerten</translation>
    </message>
    <message>
        <source>What is wrong with the filter</source>
        <translation>Was am Filter falsch ist</translation>
    </message>
    <message>
        <source>Rows shown</source>
        <translation>Gezeigte Zeilen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s)</source>
        <translation>
            <numerusform>%Ln Anfrage</numerusform>
            <numerusform>%Ln Anfragen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::FoldingView</name>
    <message>
        <source>Fold or unfold (Ctrl+Shift+[, Ctrl+Shift+])</source>
        <translation>Ein- oder ausklappen (Strg+Umschalt+[, Strg+Umschalt+])</translation>
    </message>
    <message numerus="yes">
        <source> … %n line(s)</source>
        <translation>
            <numerusform> … %n Zeile</numerusform>
            <numerusform> … %n Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Fold</source>
        <translation>&amp;Einklappen</translation>
    </message>
    <message>
        <source>&amp;Unfold</source>
        <translation>A&amp;usklappen</translation>
    </message>
    <message>
        <source>Fold a&amp;ll</source>
        <translation>A&amp;lles einklappen</translation>
    </message>
    <message>
        <source>Unfold &amp;all</source>
        <translation>&amp;Alles ausklappen</translation>
    </message>
</context>
<context>
    <name>ui::GeneralPage</name>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Design</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>S&amp;prache</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Start at login</source>
        <translation>Bei &amp;Anmeldung starten</translation>
    </message>
    <message>
        <source>Tell me when</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Takes effect when this dialog is closed</source>
        <translation>Wirkt, sobald dieser Dialog geschlossen ist</translation>
    </message>
    <message>
        <source>Start in the t&amp;ray, without a window</source>
        <translation>Im In&amp;fobereich starten, ohne Fenster</translation>
    </message>
    <message>
        <source>Tray &amp;icon</source>
        <translation>&amp;Symbol in der Leiste</translation>
    </message>
    <message>
        <source>As the panel wants it</source>
        <translation>Wie es die Leiste will</translation>
    </message>
    <message>
        <source>With an outline, for any panel</source>
        <translation>Mit Umriss, für jede Leiste</translation>
    </message>
    <message>
        <source>For light panels</source>
        <translation>Für helle Leisten</translation>
    </message>
    <message>
        <source>For dark panels</source>
        <translation>Für dunkle Leisten</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>no keys</source>
        <translation>keine Tasten</translation>
    </message>
    <message>
        <source>The desktop asks which keys they are.</source>
        <translation>Die Arbeitsumgebung fragt, welche Tasten es sein sollen.</translation>
    </message>
    <message>
        <source>▲ The desktop did not give them. Switch them off and on to be asked again.</source>
        <translation>▲ Die Arbeitsumgebung hat sie nicht vergeben. Schalten Sie sie aus und wieder ein, um erneut gefragt zu werden.</translation>
    </message>
    <message>
        <source>Keys that work in every program</source>
        <translation>Tasten, die in jedem Programm wirken</translation>
    </message>
    <message>
        <source>&amp;Pause routing and boost a session from anywhere</source>
        <translation>Routing von überall &amp;pausieren und eine Sitzung verstärken</translation>
    </message>
    <message>
        <source>&amp;Change the keys…</source>
        <translation>Tasten än&amp;dern…</translation>
    </message>
</context>
<context>
    <name>ui::GlobalShortcuts</name>
    <message>
        <source>Pause or resume routing</source>
        <translation>Routing pausieren oder fortsetzen</translation>
    </message>
    <message>
        <source>Boost the latest session&apos;s next turn</source>
        <translation>Nächsten Zug der letzten Sitzung verstärken</translation>
    </message>
</context>
<context>
    <name>ui::HappenedPage</name>
    <message>
        <source>new, %1</source>
        <translation>neu, %1</translation>
    </message>
    <message>
        <source>&amp;Acknowledge</source>
        <translation>&amp;Zur Kenntnis nehmen</translation>
    </message>
    <message>
        <source>Acknowledge a&amp;ll</source>
        <translation>A&amp;lle zur Kenntnis nehmen</translation>
    </message>
    <message>
        <source>&amp;Empty the list</source>
        <translation>Liste l&amp;eeren</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Nothing happened that you were told of. Notifications are listed here, for when nobody looks.</source>
        <translation>Es ist nichts geschehen, was gemeldet wurde. Meldungen stehen hier, falls gerade niemand hinsieht.</translation>
    </message>
    <message>
        <source>&amp;Health…</source>
        <translation>Zu&amp;stand …</translation>
    </message>
</context>
<context>
    <name>ui::HeadersView</name>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Header</translation>
    </message>
    <message>
        <source>The proxy keeps the headers of its latest requests only, in memory; those of this one are gone.</source>
        <translation>Der Proxy hält nur die Header seiner neuesten Anfragen im Speicher; die dieser Anfrage sind nicht mehr da.</translation>
    </message>
    <message>
        <source>The proxy did not tell the headers: %1</source>
        <translation>Der Proxy hat die Header nicht genannt: %1</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message numerus="yes">
        <source>%n further field(s) are not shown.</source>
        <translation>
            <numerusform>%n weiteres Feld wird nicht gezeigt.</numerusform>
            <numerusform>%n weitere Felder werden nicht gezeigt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::HealthPage</name>
    <message>
        <source>The key was refused: check MORPH_API_KEY in the settings.</source>
        <translation>Der Schlüssel wurde abgelehnt: MORPH_API_KEY in den Einstellungen prüfen.</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <source>%1 %2: %3 used</source>
        <translation>%1 %2: %3 verbraucht</translation>
    </message>
    <message>
        <source>used up at this pace %1</source>
        <translation>bei diesem Tempo aufgebraucht %1</translation>
    </message>
    <message>
        <source>begins anew %1</source>
        <translation>beginnt neu %1</translation>
    </message>
    <message>
        <source>Morph limits how often it is asked. Requests keep the model they asked for until it lets up.</source>
        <translation>Morph begrenzt, wie oft es gefragt wird. Bis das nachlässt, behalten Anfragen ihr angefragtes Modell.</translation>
    </message>
    <message>
        <source>Check the network, and MORPH_API_URL in the settings.</source>
        <translation>Prüfen Sie das Netz und MORPH_API_URL in den Einstellungen.</translation>
    </message>
    <message>
        <source>Requests keep the model they asked for until it works again.</source>
        <translation>Anfragen behalten ihr angefragtes Modell, bis es wieder funktioniert.</translation>
    </message>
    <message>
        <source>The key was refused: check UPSTREAM_API_KEY in the settings.</source>
        <translation>Der Schlüssel wurde abgelehnt: UPSTREAM_API_KEY in den Einstellungen prüfen.</translation>
    </message>
    <message>
        <source>Start CLIProxyAPI, or set UPSTREAM_URL to where it listens.</source>
        <translation>Starten Sie CLIProxyAPI, oder setzen Sie UPSTREAM_URL auf dessen Adresse.</translation>
    </message>
    <message>
        <source>See the log of CLIProxyAPI; restart it if it hangs.</source>
        <translation>Sehen Sie ins Protokoll von CLIProxyAPI; starten Sie es neu, wenn es hängt.</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>Letzter Fehler</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Abhilfe</translation>
    </message>
    <message>
        <source>works (closed)</source>
        <translation>arbeitet (geschlossen)</translation>
    </message>
    <message>
        <source>is tried (half-open)</source>
        <translation>wird erprobt (halboffen)</translation>
    </message>
    <message>
        <source>is left alone (open)</source>
        <translation>wird nicht angefragt (offen)</translation>
    </message>
    <message>
        <source>is left alone (open): %1</source>
        <translation>wird nicht angefragt (offen): %1</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>first byte</source>
        <translation>erstes Byte</translation>
    </message>
    <message>
        <source>What changed, newest first</source>
        <translation>Änderungen, neueste zuerst</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Probe now</source>
        <translation>Jetzt prüfen</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Tries now instead of waiting for the countdown</source>
        <translation>Versucht es jetzt, statt den Countdown abzuwarten</translation>
    </message>
    <message>
        <source>Closes the breaker and forgets its failures</source>
        <translation>Schließt den Schutzschalter und vergisst seine Fehler</translation>
    </message>
    <message>
        <source>Up for</source>
        <translation>Läuft seit</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>requests %1, connections %2</source>
        <translation>Anfragen %1, Verbindungen %2</translation>
    </message>
    <message>
        <source>Loop lag p99</source>
        <translation>Loop-Verzug p99</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>%1 written, %2 lost</source>
        <translation>%1 geschrieben, %2 verloren</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>● Working</source>
        <translation>● In Ordnung</translation>
    </message>
    <message>
        <source>▲ In trouble</source>
        <translation>▲ Gestört</translation>
    </message>
    <message>
        <source>Breaker</source>
        <translation>Schutzschalter</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s), p50 %1, p95 %2</source>
        <translation>
            <numerusform>%n Entscheidung, p50 %1, p95 %2</numerusform>
            <numerusform>%n Entscheidungen, p50 %1, p95 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>○ Not known yet</source>
        <translation>○ Noch unbekannt</translation>
    </message>
    <message>
        <source>● Reachable</source>
        <translation>● Erreichbar</translation>
    </message>
    <message>
        <source>▲ Not reachable</source>
        <translation>▲ Nicht erreichbar</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>nicht genannt</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>list not known</source>
        <translation>Liste unbekannt</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>none: the agents&apos; own keys pass</source>
        <translation>keiner: eigene Schlüssel der Agenten gehen durch</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Zu tun</translation>
    </message>
    <message>
        <source>Mend the edited configuration, which is not in force: %1</source>
        <translation>Die geänderte Konfiguration gilt nicht; berichtigen: %1</translation>
    </message>
    <message>
        <source>by Morph</source>
        <translation>von Morph</translation>
    </message>
    <message>
        <source>on this machine</source>
        <translation>auf diesem Rechner</translation>
    </message>
    <message>
        <source>on this machine, and by Morph where it does not know</source>
        <translation>auf diesem Rechner, und von Morph, wo er es nicht weiß</translation>
    </message>
    <message>
        <source>by Morph, and on this machine where Morph fails</source>
        <translation>von Morph, und auf diesem Rechner, wo Morph versagt</translation>
    </message>
    <message>
        <source>Tasks are judged</source>
        <translation>Aufgaben werden beurteilt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, until %2</source>
        <translation>%1, bis %2</translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) without a known price not counted</source>
        <translation>
            <numerusform>%n Antwort ohne bekannten Preis nicht gezählt</numerusform>
            <numerusform>%n Antworten ohne bekannten Preis nicht gezählt</numerusform>
        </translation>
    </message>
    <message>
        <source>Plan limit</source>
        <translation>Tarifgrenze</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>● %1</source>
        <translation>● %1</translation>
    </message>
    <message>
        <source>▲ %1</source>
        <translation>▲ %1</translation>
    </message>
    <message>
        <source>All instances</source>
        <translation>Alle Instanzen</translation>
    </message>
    <message numerus="yes">
        <source>%n today: %1 used, %2 saved</source>
        <translation>
            <numerusform>%n heute: %1 verbraucht, %2 gespart</numerusform>
            <numerusform>%n heute: %1 verbraucht, %2 gespart</numerusform>
        </translation>
    </message>
    <message>
        <source>○ Not asked: no key</source>
        <translation>○ Nicht gefragt: kein Schlüssel</translation>
    </message>
    <message>
        <source>routing saved about %1 of it</source>
        <translation>Routing sparte davon etwa %1</translation>
    </message>
    <message>
        <source>routing used about %1 of it more</source>
        <translation>Routing verbrauchte davon etwa %1 mehr</translation>
    </message>
</context>
<context>
    <name>ui::KeyTest</name>
    <message>
        <source>This can&apos;t be a key: it is empty, or has spaces or letters that no key has.</source>
        <translation>Das kann kein Schlüssel sein: Er ist leer oder hat Leerzeichen oder Buchstaben, die kein Schlüssel hat.</translation>
    </message>
    <message>
        <source>%1 can&apos;t be reached: %2</source>
        <translation>%1 ist nicht erreichbar: %2</translation>
    </message>
    <message>
        <source>Morph takes this key</source>
        <translation>Morph nimmt diesen Schlüssel an</translation>
    </message>
    <message>
        <source>Morph refuses this key (status %1)</source>
        <translation>Morph lehnt diesen Schlüssel ab (Status %1)</translation>
    </message>
    <message>
        <source>%1 answers with status %2, so this says nothing of the key</source>
        <translation>%1 antwortet mit Status %2; das sagt nichts über den Schlüssel</translation>
    </message>
</context>
<context>
    <name>ui::LocalSource</name>
    <message>
        <source>This is the demo, which leaves your settings alone. Leave it to change them.</source>
        <translation>Das ist die Demo; sie lässt Ihre Einstellungen in Ruhe. Verlassen Sie sie, um diese zu ändern.</translation>
    </message>
</context>
<context>
    <name>ui::LogView</name>
    <message>
        <source>Raw</source>
        <translation>Roh</translation>
    </message>
    <message>
        <source>Rows as they stand in the file</source>
        <translation>Zeilen, wie sie in der Datei stehen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Hold new lines back; nothing is lost</source>
        <translation>Neue Zeilen zurückhalten; nichts geht verloren</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Keep the newest line in view</source>
        <translation>Neueste Zeile im Blick behalten</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Find (F3: next)</source>
        <translation>Suchen (F3: weiter)</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Only errors</source>
        <translation>Nur Fehler</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message numerus="yes">
        <source>Follow (%n new)</source>
        <translation>
            <numerusform>Folgen (%n neue)</numerusform>
            <numerusform>Folgen (%n neue)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::LogsPage</name>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>No log yet</source>
        <translation>Noch kein Protokoll</translation>
    </message>
    <message>
        <source>%1 (the first %2 are not shown)</source>
        <translation>%1 (die ersten %2 werden nicht gezeigt)</translation>
    </message>
    <message>
        <source>CLIProxyAPI does not show its log: %1</source>
        <translation>CLIProxyAPI zeigt sein Protokoll nicht: %1</translation>
    </message>
    <message>
        <source>Set MANAGEMENT_PASSWORD in the settings to see CLIProxyAPI&apos;s log here.</source>
        <translation>Setzen Sie MANAGEMENT_PASSWORD in den Einstellungen, um das Protokoll von CLIProxyAPI hier zu sehen.</translation>
    </message>
    <message>
        <source>The row of this request is not in the part of the log that is shown; a request has its row when it ended.</source>
        <translation>Die Zeile dieser Anfrage steht nicht im gezeigten Teil des Protokolls; eine Anfrage bekommt ihre Zeile, wenn sie beendet ist.</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
</context>
<context>
    <name>ui::MainWindow</name>
    <message>
        <source>Routing on</source>
        <translation>Routing ein</translation>
    </message>
    <message>
        <source>Routing off</source>
        <translation>Routing aus</translation>
    </message>
    <message>
        <source>Routing off: no Morph key</source>
        <translation>Routing aus: kein Morph-Schlüssel</translation>
    </message>
    <message>
        <source>Routing paused</source>
        <translation>Routing pausiert</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Strg+%2)</translation>
    </message>
    <message>
        <source>&amp;Program</source>
        <translation>&amp;Programm</translation>
    </message>
    <message>
        <source>&amp;Connect an agent…</source>
        <translation>Agent &amp;verbinden…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>Close the &amp;window</source>
        <translation>&amp;Fenster schließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message numerus="yes">
        <source>%n open request(s)</source>
        <translation>
            <numerusform>%n offene Anfrage</numerusform>
            <numerusform>%n offene Anfragen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: working</source>
        <translation>%1: arbeitet</translation>
    </message>
    <message>
        <source>%1: in trouble</source>
        <translation>%1: gestört</translation>
    </message>
    <message>
        <source>%1: not asked yet</source>
        <translation>%1: noch nicht gefragt</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Start at &amp;login</source>
        <translation>Bei Anme&amp;ldung starten</translation>
    </message>
    <message>
        <source>Pro&amp;xy</source>
        <translation>Pro&amp;xy</translation>
    </message>
    <message>
        <source>R&amp;estart the proxy</source>
        <translation>Proxy n&amp;eu starten</translation>
    </message>
    <message>
        <source>Copy &amp;base URL</source>
        <translation>Basis-&amp;URL kopieren</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;About llm-proxy</source>
        <translation>Ü&amp;ber llm-proxy</translation>
    </message>
    <message>
        <source>Copy the base URL</source>
        <translation>Basis-URL kopieren</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>Kopiert: %1</translation>
    </message>
    <message>
        <source>Attached to pid %1</source>
        <translation>Verbunden mit PID %1</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>The proxy is stopped: agents get no answers.</source>
        <translation>Der Proxy ist angehalten: Agenten bekommen keine Antworten.</translation>
    </message>
    <message>
        <source>S&amp;tart the proxy</source>
        <translation>Proxy &amp;starten</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>bis %1</translation>
    </message>
    <message>
        <source>until it is resumed</source>
        <translation>bis es fortgesetzt wird</translation>
    </message>
    <message>
        <source>Routing is paused %1: every request keeps its model.</source>
        <translation>Das Routing pausiert %1: Jede Anfrage behält ihr Modell.</translation>
    </message>
    <message>
        <source>Resume &amp;now</source>
        <translation>&amp;Jetzt fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Manual</source>
        <translation>&amp;Handbuch</translation>
    </message>
</context>
<context>
    <name>ui::ManualWindow</name>
    <message>
        <source>Manual</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>Search all pages (Ctrl+F)</source>
        <translation>Alle Seiten durchsuchen (Strg+F)</translation>
    </message>
    <message>
        <source>Search all pages</source>
        <translation>Alle Seiten durchsuchen</translation>
    </message>
    <message>
        <source>Pages of the manual</source>
        <translation>Seiten des Handbuchs</translation>
    </message>
    <message>
        <source>Text of the manual</source>
        <translation>Text des Handbuchs</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Back (Alt+Left)</source>
        <translation>Zurück (Alt+Links)</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>Forward (Alt+Right)</source>
        <translation>Vor (Alt+Rechts)</translation>
    </message>
    <message>
        <source>Nothing has all of these words.</source>
        <translation>Nichts enthält alle diese Wörter.</translation>
    </message>
    <message numerus="yes">
        <source>%n section(s)</source>
        <translation>
            <numerusform>%n Abschnitt</numerusform>
            <numerusform>%n Abschnitte</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 – Manual</source>
        <translation>%1 – Handbuch</translation>
    </message>
</context>
<context>
    <name>ui::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Diesen Hinweis schließen</translation>
    </message>
    <message>
        <source>What is this?</source>
        <translation>Was ist das?</translation>
    </message>
</context>
<context>
    <name>ui::ModelChooser</name>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>Ein Modell hinzufügen</translation>
    </message>
    <message>
        <source>Add a model of the backend&apos;s list, or keep</source>
        <translation>Ein Modell aus der Liste des Backends hinzufügen, oder keep</translation>
    </message>
    <message>
        <source>keep: the model that was asked for stays</source>
        <translation>keep: das verlangte Modell bleibt</translation>
    </message>
    <message>
        <source>The backend&apos;s list is not known</source>
        <translation>Die Liste des Backends ist nicht bekannt</translation>
    </message>
    <message>
        <source>%1 (ended on %2)</source>
        <translation>%1 (endete am %2)</translation>
    </message>
    <message>
        <source>%1 (ends on %2)</source>
        <translation>%1 (endet am %2)</translation>
    </message>
</context>
<context>
    <name>ui::OpenedFile</name>
    <message>
        <source>%1 — requests of a file</source>
        <translation>%1 — Anfragen einer Datei</translation>
    </message>
    <message>
        <source>Open requests</source>
        <translation>Anfragen öffnen</translation>
    </message>
    <message>
        <source>HTTP archives, exports, request logs (*.har *.json *.jsonl)</source>
        <translation>HTTP-Archive, Exporte, Anfrageprotokolle (*.har *.json *.jsonl)</translation>
    </message>
</context>
<context>
    <name>ui::ProxyActions</name>
    <message>
        <source>&amp;Route requests</source>
        <translation>Anfragen &amp;routen</translation>
    </message>
    <message>
        <source>Pa&amp;use for</source>
        <translation>Pa&amp;usieren für</translation>
    </message>
    <message>
        <source>5 minutes</source>
        <translation>5 Minuten</translation>
    </message>
    <message>
        <source>30 minutes</source>
        <translation>30 Minuten</translation>
    </message>
    <message>
        <source>An hour</source>
        <translation>Eine Stunde</translation>
    </message>
    <message>
        <source>Until tomorrow morning</source>
        <translation>Bis morgen früh</translation>
    </message>
    <message>
        <source>&amp;Mode</source>
        <translation>&amp;Modus</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Aggressive</source>
        <translation>Aggressiv</translation>
    </message>
    <message>
        <source>Pro&amp;vider</source>
        <translation>&amp;Anbieter</translation>
    </message>
    <message>
        <source>Follow the request</source>
        <translation>Wie angefragt</translation>
    </message>
    <message>
        <source>S&amp;top the proxy</source>
        <translation>Proxy &amp;stoppen</translation>
    </message>
    <message>
        <source>S&amp;tart the proxy</source>
        <translation>Proxy &amp;starten</translation>
    </message>
    <message>
        <source>&amp;Pause routing for 30 minutes</source>
        <translation>Routing 30 Minuten &amp;pausieren</translation>
    </message>
    <message>
        <source>Routing resumes at %1 · Resume now</source>
        <translation>Routing ab %1 wieder aktiv · Jetzt fortsetzen</translation>
    </message>
    <message>
        <source>Resume routing</source>
        <translation>Routing fortsetzen</translation>
    </message>
</context>
<context>
    <name>ui::QuitQuestion</name>
    <message>
        <source>&amp;Wait for them</source>
        <translation>Darauf &amp;warten</translation>
    </message>
    <message>
        <source>&amp;Cut them off</source>
        <translation>A&amp;bbrechen lassen</translation>
    </message>
    <message>
        <source>Quit llm-proxy</source>
        <translation>llm-proxy beenden</translation>
    </message>
    <message>
        <source>&amp;Keep running</source>
        <translation>Weiter&amp;laufen lassen</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) are still being answered.</source>
        <translation>
            <numerusform>%n Anfrage wird noch beantwortet.</numerusform>
            <numerusform>%n Anfragen werden noch beantwortet.</numerusform>
        </translation>
    </message>
    <message>
        <source>If you wait, llm-proxy takes no new requests and quits when these are answered, however long that takes; you can still cut them then. Cut off, their agents see a broken answer.</source>
        <translation>Wenn Sie warten, nimmt llm-proxy keine neuen Anfragen an und beendet sich, wenn diese beantwortet sind, wie lange das auch dauert; abschneiden können Sie sie dann immer noch. Abgeschnitten sehen ihre Agenten eine abgebrochene Antwort.</translation>
    </message>
</context>
<context>
    <name>ui::RequestColumns</name>
    <message>
        <source>%1 (no room)</source>
        <translation>%1 (kein Platz)</translation>
    </message>
    <message>
        <source>Columns as they were at &amp;first</source>
        <translation>Spalten wie am &amp;Anfang</translation>
    </message>
</context>
<context>
    <name>ui::RequestTable</name>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message numerus="yes">
        <source>▼ %n new (End)</source>
        <translation>
            <numerusform>▼ %n neue (Ende)</numerusform>
            <numerusform>▼ %n neue (Ende)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>▲ %n new (Home)</source>
        <translation>
            <numerusform>▲ %n neue (Pos1)</numerusform>
            <numerusform>▲ %n neue (Pos1)</numerusform>
        </translation>
    </message>
    <message>
        <source>▲ before this start</source>
        <translation>▲ vor diesem Start</translation>
    </message>
    <message>
        <source>▼ before this start</source>
        <translation>▼ vor diesem Start</translation>
    </message>
</context>
<context>
    <name>ui::RequestsPage</name>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Empties the table; the request log keeps everything</source>
        <translation>Leert die Tabelle; das Anfrageprotokoll behält alles</translation>
    </message>
    <message>
        <source>Keep the newest request in view, when sorted by time</source>
        <translation>Die neueste Anfrage im Blick behalten, wenn nach Zeit sortiert ist</translation>
    </message>
    <message>
        <source>Hold new rows back; nothing is lost (Ctrl+P)</source>
        <translation>Neue Zeilen zurückhalten; nichts geht verloren (Strg+P)</translation>
    </message>
    <message>
        <source>&amp;Details beside the table</source>
        <translation>&amp;Details neben der Tabelle</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Columns, the place of the details, clear the view</source>
        <translation>Spalten, Ort der Details, Ansicht leeren</translation>
    </message>
    <message>
        <source>&amp;Clear the view</source>
        <translation>Ansicht &amp;leeren</translation>
    </message>
    <message>
        <source>Load &amp;more of the request log</source>
        <translation>&amp;Mehr aus dem Anfrageprotokoll laden</translation>
    </message>
    <message numerus="yes">
        <source>Pause (%n waiting)</source>
        <translation>
            <numerusform>Pause (%n wartet)</numerusform>
            <numerusform>Pause (%n warten)</numerusform>
        </translation>
    </message>
    <message>
        <source>E&amp;xport rows…</source>
        <translation>Zeilen e&amp;xportieren…</translation>
    </message>
    <message>
        <source>&amp;Open a file…</source>
        <translation>Datei ö&amp;ffnen…</translation>
    </message>
</context>
<context>
    <name>ui::RowMenu</name>
    <message>
        <source>&amp;Filter for %1</source>
        <translation>&amp;Filtern nach %1</translation>
    </message>
    <message>
        <source>&amp;Without %1</source>
        <translation>&amp;Ohne %1</translation>
    </message>
    <message>
        <source>Only this &amp;session</source>
        <translation>Nur diese &amp;Sitzung</translation>
    </message>
    <message>
        <source>Only this &amp;project</source>
        <translation>Nur dieses &amp;Projekt</translation>
    </message>
    <message>
        <source>Only this c&amp;lient</source>
        <translation>Nur diesen C&amp;lient</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>The &amp;cell</source>
        <translation>Die &amp;Zelle</translation>
    </message>
    <message>
        <source>The &amp;row</source>
        <translation>Die Z&amp;eile</translation>
    </message>
    <message>
        <source>The &amp;id</source>
        <translation>Die &amp;ID</translation>
    </message>
    <message>
        <source>As c&amp;url</source>
        <translation>Als c&amp;url</translation>
    </message>
    <message>
        <source>As &amp;JSON</source>
        <translation>Als &amp;JSON</translation>
    </message>
    <message>
        <source>Show in &amp;log</source>
        <translation>Im Protokoll &amp;zeigen</translation>
    </message>
    <message>
        <source>Explain &amp;again</source>
        <translation>&amp;Erneut erklären</translation>
    </message>
    <message>
        <source>Compare with the turn &amp;before</source>
        <translation>Mit dem Zug &amp;davor vergleichen</translation>
    </message>
    <message>
        <source>Its session: hold or &amp;boost…</source>
        <translation>Ihre Sitzung: halten oder &amp;stärken…</translation>
    </message>
    <message>
        <source>Should have been &amp;hard</source>
        <translation>Hätte &amp;schwer sein sollen</translation>
    </message>
    <message>
        <source>Should have been &amp;easy</source>
        <translation>Hätte &amp;leicht sein sollen</translation>
    </message>
    <message>
        <source>&amp;Take back what was said</source>
        <translation>&amp;Zurücknehmen, was gesagt wurde</translation>
    </message>
    <message>
        <source>E&amp;xport the selected rows…</source>
        <translation>Gewählte Zeilen e&amp;xportieren…</translation>
    </message>
</context>
<context>
    <name>ui::RuleForm</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Kopffeld</translation>
    </message>
    <message>
        <source>Header&apos;s value</source>
        <translation>Wert des Kopffelds</translation>
    </message>
    <message>
        <source>Text longer than</source>
        <translation>Text länger als</translation>
    </message>
    <message>
        <source>Text shorter than</source>
        <translation>Text kürzer als</translation>
    </message>
    <message>
        <source>goes to %1</source>
        <translation>geht an %1</translation>
    </message>
    <message>
        <source>is not routed</source>
        <translation>wird nicht geleitet</translation>
    </message>
    <message>
        <source>counts as %1</source>
        <translation>gilt als %1</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>hard tasks keep their model</source>
        <translation>schwere Aufgaben behalten ihr Modell</translation>
    </message>
    <message>
        <source>never to a stronger model</source>
        <translation>nie zu einem stärkeren Modell</translation>
    </message>
    <message>
        <source>When (* stands for any text; all must hold)</source>
        <translation>Wenn (* steht für beliebigen Text; alles muss gelten)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Then the request</source>
        <translation>Dann: die Anfrage</translation>
    </message>
    <message>
        <source>is routed as usual</source>
        <translation>wird wie üblich geleitet</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>leicht</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>schwer</translation>
    </message>
    <message>
        <source>goes to the model</source>
        <translation>geht an das Modell</translation>
    </message>
    <message>
        <source>Model to go to</source>
        <translation>Zielmodell</translation>
    </message>
    <message>
        <source>&amp;Hard tasks keep their model</source>
        <translation>Sc&amp;hwere Aufgaben behalten ihr Modell</translation>
    </message>
    <message>
        <source>N&amp;ever to a stronger model</source>
        <translation>Ni&amp;e zu einem stärkeren Modell</translation>
    </message>
</context>
<context>
    <name>ui::RulesDialog</name>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wenn</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Dann</translation>
    </message>
    <message numerus="yes">
        <source>Of the latest %n request(s)</source>
        <translation>
            <numerusform>Der letzten %n Anfrage</numerusform>
            <numerusform>Der letzten %n Anfragen</numerusform>
        </translation>
    </message>
    <message>
        <source>Rules, the first that matches decides</source>
        <translation>Regeln; die erste, die passt, entscheidet</translation>
    </message>
    <message>
        <source>The first rule that matches decides.</source>
        <translation>Die erste Regel, die passt, entscheidet.</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translation>Nach &amp;unten</translation>
    </message>
    <message numerus="yes">
        <source>decides %n</source>
        <translation>
            <numerusform>entscheidet %n</numerusform>
            <numerusform>entscheidet %n</numerusform>
        </translation>
    </message>
    <message>
        <source>not known: headers are not kept</source>
        <translation>nicht bekannt: Kopffelder werden nicht aufbewahrt</translation>
    </message>
    <message>
        <source>%1 would decide every request: choose when it holds.</source>
        <translation>%1 würde über jede Anfrage entscheiden: wählen Sie, wann sie gilt.</translation>
    </message>
</context>
<context>
    <name>ui::SavedFilters</name>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Filters that were saved</source>
        <translation>Gespeicherte Filter</translation>
    </message>
    <message>
        <source>&amp;Save this filter</source>
        <translation>Diesen Filter &amp;speichern</translation>
    </message>
    <message>
        <source>&amp;Forget this filter</source>
        <translation>Diesen Filter &amp;entfernen</translation>
    </message>
</context>
<context>
    <name>ui::SecretStore</name>
    <message>
        <source>this build has no keychain</source>
        <translation>dieser Build hat keinen Schlüsselbund</translation>
    </message>
</context>
<context>
    <name>ui::SessionLane</name>
    <message>
        <source>Turns of this session</source>
        <translation>Züge dieser Sitzung</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Beantwortet von</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Schwierigkeit</translation>
    </message>
    <message>
        <source>From the cache</source>
        <translation>Aus dem Cache</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Compared with the turn before</source>
        <translation>Verglichen mit dem Zug davor</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Verglichen</translation>
    </message>
    <message>
        <source>Turn before</source>
        <translation>Zug davor</translation>
    </message>
    <message>
        <source>This turn</source>
        <translation>Dieser Zug</translation>
    </message>
    <message>
        <source>This request belongs to no session.</source>
        <translation>Diese Anfrage gehört zu keiner Sitzung.</translation>
    </message>
    <message numerus="yes">
        <source>%n turn(s) in the table; Alt+Up and Alt+Down go from one to the next.</source>
        <translation>
            <numerusform>%n Zug in der Tabelle; Alt+Auf und Alt+Ab gehen von einem zum nächsten.</numerusform>
            <numerusform>%n Züge in der Tabelle; Alt+Auf und Alt+Ab gehen von einem zum nächsten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Kind of turn</source>
        <translation>Art des Zuges</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Tokens of the prompt</source>
        <translation>Tokens der Eingabe</translation>
    </message>
    <message>
        <source>Tokens of the answer</source>
        <translation>Tokens der Antwort</translation>
    </message>
    <message>
        <source>The prompt differs first at</source>
        <translation>Die Eingabe weicht zuerst ab bei</translation>
    </message>
</context>
<context>
    <name>ui::SessionsMenu</name>
    <message>
        <source>cold</source>
        <translation>kalt</translation>
    </message>
    <message>
        <source>warm %1:%2</source>
        <translation>noch %1:%2 warm</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>&amp;Active sessions</source>
        <translation>Aktive Sitzun&amp;gen</translation>
    </message>
    <message>
        <source>&amp;Boost next turn</source>
        <translation>Nächsten Zug &amp;verstärken</translation>
    </message>
    <message>
        <source>&amp;Hold this model</source>
        <translation>Dieses Modell &amp;halten</translation>
    </message>
    <message>
        <source>&amp;Don&apos;t route</source>
        <translation>&amp;Nicht routen</translation>
    </message>
    <message>
        <source>&amp;Show in the window</source>
        <translation>Im &amp;Fenster zeigen</translation>
    </message>
</context>
<context>
    <name>ui::SessionsPage</name>
    <message>
        <source>not routed</source>
        <translation>nicht geroutet</translation>
    </message>
    <message>
        <source>held on %1</source>
        <translation>gehalten auf %1</translation>
    </message>
    <message>
        <source>next turn boosted</source>
        <translation>nächster Zug verstärkt</translation>
    </message>
    <message>
        <source>cold</source>
        <translation>kalt</translation>
    </message>
    <message>
        <source>%1 tokens, warm for %2:%3</source>
        <translation>%1 Tokens, noch %2:%3 warm</translation>
    </message>
    <message>
        <source>Conversations of your agents, the latest used first. What you choose counts for one of them, until you release it.</source>
        <translation>Gespräche Ihrer Agenten, das zuletzt benutzte zuerst. Was Sie wählen, gilt für eines davon, bis Sie es freigeben.</translation>
    </message>
    <message>
        <source>Not done: %1</source>
        <translation>Nicht ausgeführt: %1</translation>
    </message>
    <message>
        <source>The proxy does not tell its sessions: %1</source>
        <translation>Der Proxy nennt seine Sitzungen nicht: %1</translation>
    </message>
    <message>
        <source>&amp;Boost next turn</source>
        <translation>Nächsten Zug &amp;verstärken</translation>
    </message>
    <message>
        <source>Its next turn counts as hard, whatever Morph would say</source>
        <translation>Ihr nächster Zug gilt als schwer, was auch immer Morph sagen würde</translation>
    </message>
    <message>
        <source>&amp;Don&apos;t route</source>
        <translation>&amp;Nicht routen</translation>
    </message>
    <message>
        <source>It keeps the models it asks for</source>
        <translation>Sie behält die Modelle, nach denen sie fragt</translation>
    </message>
    <message>
        <source>Model to hold</source>
        <translation>Zu haltendes Modell</translation>
    </message>
    <message>
        <source>&amp;Hold this model</source>
        <translation>Dieses Modell &amp;halten</translation>
    </message>
    <message>
        <source>All its turns go to this model</source>
        <translation>Alle ihre Züge gehen an dieses Modell</translation>
    </message>
    <message>
        <source>&amp;Release</source>
        <translation>&amp;Freigeben</translation>
    </message>
    <message>
        <source>Removes the override: the session is routed like all others</source>
        <translation>Nimmt zurück, was von Hand gewählt wurde: Sie wird wie alle anderen geroutet</translation>
    </message>
    <message>
        <source>Show its re&amp;quests</source>
        <translation>Ihre &amp;Anfragen zeigen</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Turns</source>
        <translation>Züge</translation>
    </message>
    <message>
        <source>Last turn</source>
        <translation>Letzter Zug</translation>
    </message>
    <message>
        <source>Prompt cache</source>
        <translation>Prompt-Cache</translation>
    </message>
    <message>
        <source>Override</source>
        <translation>Von Hand</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>No conversation yet. The first turn of an agent shows here.</source>
        <translation>Noch kein Gespräch. Der erste Zug eines Agenten erscheint hier.</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>vor %1 h</translation>
    </message>
</context>
<context>
    <name>ui::SettingField</name>
    <message>
        <source>from the keychain</source>
        <translation>aus dem Schlüsselbund</translation>
    </message>
    <message>
        <source>fixed by the environment</source>
        <translation>durch die Umgebung festgelegt</translation>
    </message>
    <message>
        <source>fixed by the command line</source>
        <translation>durch die Befehlszeile festgelegt</translation>
    </message>
    <message>
        <source>switched by hand</source>
        <translation>von Hand umgeschaltet</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>aus %1</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>nicht gesetzt</translation>
    </message>
    <message>
        <source>set (%1)</source>
        <translation>gesetzt (%1)</translation>
    </message>
    <message>
        <source>Allowed: %1</source>
        <translation>Erlaubt: %1</translation>
    </message>
    <message>
        <source>changed; needs a restart of the proxy</source>
        <translation>geändert; Proxy muss neu gestartet werden</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset: %1</source>
        <translation>Zurücksetzen: %1</translation>
    </message>
    <message>
        <source>As it is without a setting</source>
        <translation>Wie ohne Einstellung</translation>
    </message>
    <message>
        <source>To %1</source>
        <translation>Auf %1</translation>
    </message>
    <message>
        <source>Follow the request</source>
        <translation>Wie angefragt</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Ausgewogen</translation>
    </message>
    <message>
        <source>Aggressive</source>
        <translation>Aggressiv</translation>
    </message>
    <message>
        <source>Morph&apos;s difficulty, by the map of models</source>
        <translation>Morphs Schwierigkeit, nach der Modellzuordnung</translation>
    </message>
    <message>
        <source>The model that Morph names</source>
        <translation>Das Modell, das Morph nennt</translation>
    </message>
    <message>
        <source>When it is worth more than a warm cache</source>
        <translation>Wenn es mehr wert ist als ein warmer Cache</translation>
    </message>
    <message>
        <source>At each task of a person</source>
        <translation>Bei jeder Aufgabe eines Menschen</translation>
    </message>
    <message>
        <source>At each request</source>
        <translation>Bei jeder Anfrage</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>Morph</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>This machine, then Morph</source>
        <translation>Dieser Rechner, dann Morph</translation>
    </message>
    <message>
        <source>Morph, then this machine</source>
        <translation>Morph, dann dieser Rechner</translation>
    </message>
    <message>
        <source>All of them</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Keep their model</source>
        <translation>Behalten ihr Modell</translation>
    </message>
    <message>
        <source>Are routed like people&apos;s tasks</source>
        <translation>Werden geroutet wie Aufgaben von Menschen</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen …</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>ui::SettingsDialog</name>
    <message>
        <source>Limits and timeouts</source>
        <translation>Grenzen und Zeitlimits</translation>
    </message>
    <message>
        <source>Routing</source>
        <translation>Routing</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Recording and privacy</source>
        <translation>Protokoll und Datenschutz</translation>
    </message>
    <message>
        <source>Backend commands</source>
        <translation>Backend-Befehle</translation>
    </message>
    <message>
        <source>Keep &amp;keys in the system&apos;s keychain</source>
        <translation>Schlüssel im Schlüssel&amp;bund des Systems ablegen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>This window</source>
        <translation>Dieses Fenster</translation>
    </message>
    <message>
        <source>Only this window reads them there: a proxy that runs without it needs its keys in .env or the environment.</source>
        <translation>Nur dieses Fenster liest sie dort: Ein Proxy, der ohne es läuft, braucht seine Schlüssel in .env oder der Umgebung.</translation>
    </message>
    <message>
        <source>The keychain did not take %1: %2. Without the tick it goes into .env.</source>
        <translation>Der Schlüsselbund hat %1 nicht angenommen: %2. Ohne das Häkchen kommt der Schlüssel in .env.</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Einstellung suchen</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s):</source>
        <translation>
            <numerusform>%n Problem:</numerusform>
            <numerusform>%n Probleme:</numerusform>
        </translation>
    </message>
    <message>
        <source>Several instances</source>
        <translation>Mehrere Instanzen</translation>
    </message>
    <message>
        <source>Table…</source>
        <translation>Tabelle …</translation>
    </message>
</context>
<context>
    <name>ui::ShortcutActions</name>
    <message>
        <source>Routing is paused for 30 minutes</source>
        <translation>Routing ist für 30 Minuten pausiert</translation>
    </message>
    <message>
        <source>Every request keeps its model.</source>
        <translation>Jede Anfrage behält ihr Modell.</translation>
    </message>
    <message>
        <source>Routing goes on</source>
        <translation>Routing läuft weiter</translation>
    </message>
    <message>
        <source>No session was boosted</source>
        <translation>Keine Sitzung wurde verstärkt</translation>
    </message>
    <message>
        <source>There is nothing to pause</source>
        <translation>Es gibt nichts zu pausieren</translation>
    </message>
    <message>
        <source>Requests are not routed.</source>
        <translation>Anfragen werden nicht geroutet.</translation>
    </message>
    <message>
        <source>The next turn is boosted</source>
        <translation>Der nächste Zug wird verstärkt</translation>
    </message>
    <message>
        <source>None has asked within the last hour.</source>
        <translation>Keine hat in der letzten Stunde gefragt.</translation>
    </message>
</context>
<context>
    <name>ui::Sparkline</name>
    <message>
        <source>%1: %2 the last time</source>
        <translation>%1: zuletzt %2</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>max. %1</translation>
    </message>
</context>
<context>
    <name>ui::StatisticsPage</name>
    <message>
        <source>Last 15 minutes</source>
        <translation>Letzte 15 Minuten</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Letzte Stunde</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>Letzte Woche</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>All projects</source>
        <translation>Alle Projekte</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Save as &amp;PNG…</source>
        <translation>Als P&amp;NG speichern…</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Schwierigkeit</translation>
    </message>
    <message>
        <source>Difficulty over time</source>
        <translation>Schwierigkeit im Zeitverlauf</translation>
    </message>
    <message>
        <source>Asked for → answered by</source>
        <translation>Angefragt → beantwortet von</translation>
    </message>
    <message>
        <source>Routing latency, ms</source>
        <translation>Routing-Latenz, ms</translation>
    </message>
    <message>
        <source>Requests and errors</source>
        <translation>Anfragen und Fehler</translation>
    </message>
    <message>
        <source>Savings, $</source>
        <translation>Ersparnis, $</translation>
    </message>
    <message numerus="yes">
        <source>requests, %n with an error</source>
        <translation>
            <numerusform>Anfragen, %n mit Fehler</numerusform>
            <numerusform>Anfragen, %n mit Fehler</numerusform>
        </translation>
    </message>
    <message>
        <source>requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>went to another model</source>
        <translation>an ein anderes Modell</translation>
    </message>
    <message>
        <source>Morph p50 / p95</source>
        <translation>Morph p50 / p95</translation>
    </message>
    <message>
        <source>saved, Morph&apos;s fee paid</source>
        <translation>gespart nach Morph-Gebühr</translation>
    </message>
    <message>
        <source>Save the charts</source>
        <translation>Diagramme speichern</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>The picture could not be written.</source>
        <translation>Das Bild konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The figures above count %1 requests of before %2, of which the books keep sums alone: the charts begin then.</source>
        <translation>Die Zahlen oben enthalten %1 Anfragen von vor %2, von denen die Bücher nur Summen behalten: Die Diagramme beginnen dann.</translation>
    </message>
    <message>
        <source>%1 to %2: show the whole time again</source>
        <translation>%1 bis %2: wieder die ganze Zeit zeigen</translation>
    </message>
</context>
<context>
    <name>ui::Step</name>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>has a problem</source>
        <translation>hat ein Problem</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
</context>
<context>
    <name>ui::StepsPage</name>
    <message>
        <source>1. Backend: CLIProxyAPI</source>
        <translation>1. Backend: CLIProxyAPI</translation>
    </message>
    <message>
        <source>2. Who judges the tasks: Morph, or this machine</source>
        <translation>2. Wer die Aufgaben beurteilt: Morph oder dieser Rechner</translation>
    </message>
    <message>
        <source>3. Agents</source>
        <translation>3. Agenten</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Addr&amp;ess…</source>
        <translation>Adr&amp;esse …</translation>
    </message>
    <message>
        <source>Opens the settings</source>
        <translation>Öffnet die Einstellungen</translation>
    </message>
    <message>
        <source>Check &amp;again</source>
        <translation>&amp;Nochmals prüfen</translation>
    </message>
    <message>
        <source>Where to get it</source>
        <translation>Wo man es bekommt</translation>
    </message>
    <message>
        <source>Morph key</source>
        <translation>Morph-Schlüssel</translation>
    </message>
    <message>
        <source>&amp;Save the key</source>
        <translation>Schlüssel &amp;speichern</translation>
    </message>
    <message>
        <source>Test the &amp;key</source>
        <translation>Sch&amp;lüssel testen</translation>
    </message>
    <message>
        <source>Asks Morph one question, which costs its fee</source>
        <translation>Stellt Morph eine Frage, was deren Gebühr kostet</translation>
    </message>
    <message>
        <source>&amp;Route on this machine</source>
        <translation>Auf diesem &amp;Rechner leiten</translation>
    </message>
    <message>
        <source>Result of the test</source>
        <translation>Ergebnis der Prüfung</translation>
    </message>
    <message>
        <source>Where to get a key</source>
        <translation>Wo man einen Schlüssel bekommt</translation>
    </message>
    <message>
        <source>%1 was not asked yet</source>
        <translation>%1 wurde noch nicht gefragt</translation>
    </message>
    <message>
        <source>%1 does not answer. Start CLIProxyAPI with port %2 in its config.yaml, or give the address where it listens.</source>
        <translation>%1 antwortet nicht. Starten Sie CLIProxyAPI mit Port %2 in seiner config.yaml, oder geben Sie die Adresse an, auf der es lauscht.</translation>
    </message>
    <message numerus="yes">
        <source>%1 answers, %n model(s)</source>
        <translation>
            <numerusform>%1 antwortet, %n Modell</numerusform>
            <numerusform>%1 antwortet, %n Modelle</numerusform>
        </translation>
    </message>
    <message>
        <source>No key for it was found: the agents&apos; own keys pass through.</source>
        <translation>Kein Schlüssel dafür gefunden: Die eigenen Schlüssel der Agenten gehen durch.</translation>
    </message>
    <message>
        <source>Its key is from %1.</source>
        <translation>Sein Schlüssel ist aus %1.</translation>
    </message>
    <message>
        <source>another key</source>
        <translation>ein anderer Schlüssel</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Morph judges; its key is set (%1)</source>
        <translation>Morph urteilt; der Schlüssel ist gesetzt (%1)</translation>
    </message>
    <message>
        <source>none needed: this machine judges the tasks, and nothing leaves it</source>
        <translation>keiner nötig: Dieser Rechner beurteilt die Aufgaben, und nichts verlässt ihn</translation>
    </message>
    <message>
        <source>Without MORPH_API_KEY every request passes with the model it asks for. Give a key, or let this machine judge the tasks: nothing leaves it then.</source>
        <translation>Ohne MORPH_API_KEY geht jede Anfrage mit dem verlangten Modell durch. Geben Sie einen Schlüssel an, oder lassen Sie diesen Rechner urteilen: Dann verlässt ihn nichts.</translation>
    </message>
    <message>
        <source>a built-in fake server answers</source>
        <translation>ein eingebauter nachgemachter Server antwortet</translation>
    </message>
    <message>
        <source>Show %1…</source>
        <translation>%1 zeigen …</translation>
    </message>
    <message>
        <source>Connect %1…</source>
        <translation>%1 verbinden …</translation>
    </message>
    <message>
        <source>○ %1 is not connected</source>
        <translation>○ %1 ist nicht verbunden</translation>
    </message>
    <message>
        <source>● %1 is connected; waiting for a request…</source>
        <translation>● %1 ist verbunden; wartet auf eine Anfrage …</translation>
    </message>
    <message>
        <source>✔ %1 is connected; its request came at %2</source>
        <translation>✔ %1 ist verbunden; seine Anfrage kam um %2</translation>
    </message>
    <message>
        <source>Each is connected by a change of its settings file, which is shown first and can be undone.</source>
        <translation>Jeder wird durch eine Änderung seiner Einstellungsdatei verbunden, die zuerst gezeigt wird und zurückgenommen werden kann.</translation>
    </message>
    <message>
        <source>No agent was found on this machine. The list at the left has lines to copy for each, and for other programs.</source>
        <translation>Auf diesem Rechner wurde kein Agent gefunden. Die Liste links hat Zeilen zum Kopieren für jeden und für andere Programme.</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Frage …</translation>
    </message>
    <message>
        <source>Demo: a second proxy runs between built-in fake servers, on a port of its own. Nothing of it leaves this machine or gets into the log or the costs.</source>
        <translation>Demo: Ein zweiter Proxy läuft zwischen eingebauten nachgemachten Servern, auf einem eigenen Port. Nichts davon verlässt diesen Rechner oder kommt ins Protokoll oder zu den Kosten.</translation>
    </message>
    <message>
        <source>Nothing set up yet? The demo shows everything with built-in fake servers, on this machine only. Your agents are not touched.</source>
        <translation>Noch nichts eingerichtet? Die Demo zeigt alles mit eingebauten nachgemachten Servern, nur auf diesem Rechner. Ihre Agenten bleiben unberührt.</translation>
    </message>
    <message>
        <source>&amp;Leave the demo</source>
        <translation>&amp;Demo verlassen</translation>
    </message>
    <message>
        <source>Try the &amp;demo</source>
        <translation>&amp;Demo ausprobieren</translation>
    </message>
</context>
<context>
    <name>ui::TestRequest</name>
    <message>
        <source>No answer: %1</source>
        <translation>Keine Antwort: %1</translation>
    </message>
    <message>
        <source>Status %1: %2</source>
        <translation>Status %1: %2</translation>
    </message>
    <message>
        <source>Answered by %1</source>
        <translation>Beantwortet von %1</translation>
    </message>
    <message>
        <source>Answered by %1 (%2)</source>
        <translation>Beantwortet von %1 (%2)</translation>
    </message>
</context>
<context>
    <name>ui::TimelineBar</name>
    <message>
        <source>inspect</source>
        <translation>prüfen</translation>
    </message>
    <message>
        <source>decide</source>
        <translation>entscheiden</translation>
    </message>
    <message>
        <source>connect</source>
        <translation>verbinden</translation>
    </message>
    <message>
        <source>first byte</source>
        <translation>1. Byte</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>%1: %2, from %3 on</source>
        <translation>%1: %2, ab %3</translation>
    </message>
</context>
<context>
    <name>ui::TrayIcon</name>
    <message>
        <source>Demo: built-in fake servers answer</source>
        <translation>Demo: Eingebaute Attrappen antworten</translation>
    </message>
</context>
<context>
    <name>ui::TrayMenu</name>
    <message>
        <source>&amp;Open llm-proxy</source>
        <translation>llm-proxy ö&amp;ffnen</translation>
    </message>
    <message>
        <source>%1 of the plan %2 used</source>
        <translation>%1 des Tarifs: %2 verbraucht</translation>
    </message>
    <message>
        <source>&amp;Connect an agent…</source>
        <translation>Agent &amp;verbinden…</translation>
    </message>
    <message>
        <source>Copy &amp;base URL</source>
        <translation>Basis-&amp;URL kopieren</translation>
    </message>
    <message>
        <source>Start at &amp;login</source>
        <translation>Bei Anme&amp;ldung starten</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) today</source>
        <translation>
            <numerusform>%n Anfrage heute</numerusform>
            <numerusform>%n Anfragen heute</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 easy</source>
        <translation>%1 leicht</translation>
    </message>
    <message>
        <source>Morph %1</source>
        <translation>Morph %1</translation>
    </message>
    <message>
        <source>%1 saved</source>
        <translation>%1 gespart</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>%1 verloren</translation>
    </message>
    <message>
        <source>Running on 127.0.0.1:%1</source>
        <translation>Läuft auf 127.0.0.1:%1</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Finishing open streams…</source>
        <translation>Offene Streams laufen aus…</translation>
    </message>
    <message>
        <source>Could not start</source>
        <translation>Start fehlgeschlagen</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>plan limit: %1</source>
        <translation>Tarifgrenze: %1</translation>
    </message>
</context>
<context>
    <name>ui::WindowMessages</name>
    <message>
        <source>GNOME shows no tray of its own. With the extension &quot;AppIndicator and KStatusNotifierItem Support&quot; llm-proxy appears there; until then, closing this window quits.</source>
        <translation>GNOME hat keinen eigenen Infobereich. Mit der Erweiterung „AppIndicator and KStatusNotifierItem Support“ erscheint llm-proxy dort; bis dahin beendet das Schließen dieses Fensters das Programm.</translation>
    </message>
    <message>
        <source>This desktop has no tray (a panel with a system tray would show one). It is picked up when it appears; until then, closing this window quits.</source>
        <translation>Diese Arbeitsumgebung hat keinen Infobereich (eine Leiste mit Infobereich würde einen zeigen). Sobald einer erscheint, wird er genutzt; bis dahin beendet das Schließen dieses Fensters das Programm.</translation>
    </message>
    <message>
        <source>Saved. The proxy that this window shows takes a part of it over when it is started again.</source>
        <translation>Gespeichert. Der Proxy, den dieses Fenster zeigt, übernimmt einen Teil davon erst bei seinem nächsten Start.</translation>
    </message>
    <message>
        <source>Saved. A part of it takes effect when the proxy is started again.</source>
        <translation>Gespeichert. Ein Teil davon wirkt erst nach einem Neustart des Proxys.</translation>
    </message>
    <message>
        <source>&amp;Restart the proxy</source>
        <translation>Proxy ne&amp;u starten</translation>
    </message>
    <message>
        <source>This window shows the llm-proxy that runs as process %1. Quitting the window leaves that proxy running.</source>
        <translation>Dieses Fenster zeigt den llm-proxy, der als Prozess %1 läuft. Wird das Fenster beendet, läuft dieser Proxy weiter.</translation>
    </message>
    <message>
        <source>Switched by hand and not as its files say: %1. The next start of the proxy, or an edit of the file that sets it, ends that.</source>
        <translation>Von Hand umgeschaltet und anders als in den Dateien: %1. Der nächste Start des Proxys oder eine Änderung der Datei, die es festlegt, beendet das.</translation>
    </message>
    <message>
        <source>The llm-proxy that this window showed has ended. The tray&apos;s menu starts one here.</source>
        <translation>Der llm-proxy, den dieses Fenster zeigte, hat sich beendet. Über das Menü im Infobereich lässt sich hier einer starten.</translation>
    </message>
    <message>
        <source>&amp;Leave the demo</source>
        <translation>&amp;Demo verlassen</translation>
    </message>
    <message>
        <source>Port %1 is held by %2.</source>
        <translation>Port %1 ist von %2 belegt.</translation>
    </message>
    <message>
        <source>&amp;Use port %1</source>
        <translation>Port %1 ver&amp;wenden</translation>
    </message>
    <message>
        <source>There is no key for Morph, so every request keeps its model. This machine can judge the tasks itself: nothing leaves it.</source>
        <translation>Es gibt keinen Schlüssel für Morph, also behält jede Anfrage ihr Modell. Dieser Rechner kann die Aufgaben selbst beurteilen: Nichts verlässt ihn.</translation>
    </message>
    <message>
        <source>&amp;Route on this machine</source>
        <translation>Auf diesem &amp;Rechner beurteilen</translation>
    </message>
    <message>
        <source>The limit %1. Requests are answered with 429 until it is lifted, or begins anew %2.</source>
        <translation>Die Grenze %1. Anfragen werden mit 429 beantwortet, bis sie aufgehoben wird oder neu beginnt: %2.</translation>
    </message>
    <message>
        <source>&amp;Lift it for an hour</source>
        <translation>Für eine &amp;Stunde aufheben</translation>
    </message>
    <message numerus="yes">
        <source>llm-proxy quits when %n open request(s) are answered. New ones are no longer taken.</source>
        <translation>
            <numerusform>llm-proxy beendet sich, wenn %n offene Anfrage beantwortet ist. Neue werden nicht mehr angenommen.</numerusform>
            <numerusform>llm-proxy beendet sich, wenn %n offene Anfragen beantwortet sind. Neue werden nicht mehr angenommen.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Cut them now</source>
        <translation>Jetzt &amp;abschneiden</translation>
    </message>
    <message>
        <source>Demo: built-in fake servers answer for Morph and CLIProxyAPI, on a port of its own. Nothing of this is real, costs anything or is kept; your agents go on with the real proxy.</source>
        <translation>Demo: Eingebaute nachgemachte Server antworten für Morph und CLIProxyAPI, auf einem eigenen Port. Nichts davon ist echt, kostet etwas oder wird aufbewahrt; Ihre Agenten arbeiten mit dem echten Proxy weiter.</translation>
    </message>
    <message>
        <source>Demo: %1</source>
        <translation>Demo: %1</translation>
    </message>
</context>
<context>
    <name>ui::WindowPages</name>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>That request is not in the table any more.</source>
        <translation>Diese Anfrage steht nicht mehr in der Tabelle.</translation>
    </message>
    <message>
        <source>Noted on this machine. &quot;llm-proxy route review&quot; shows what such notes say of the verdicts; nothing is learnt by itself.</source>
        <translation>Auf diesem Rechner vermerkt. &quot;llm-proxy route review&quot; zeigt, was solche Vermerke über die Urteile sagen; nichts wird von selbst gelernt.</translation>
    </message>
    <message>
        <source>&amp;Requests</source>
        <translation>&amp;Anfragen</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>What happened (%1)</source>
        <translation>Was geschah (%1)</translation>
    </message>
</context>
</TS>
