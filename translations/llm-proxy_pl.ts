<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pl" sourcelanguage="en_US">
<context>
    <name>AgentSetup</name>
    <message>
        <source>Not logged in? Then Claude Code also wants ANTHROPIC_AUTH_TOKEN; any value does, llm-proxy puts the backend&apos;s key in its place.</source>
        <translation>Brak logowania? Wtedy Claude Code wymaga też ANTHROPIC_AUTH_TOKEN; wystarczy dowolna wartość, llm-proxy wstawi w jej miejsce klucz backendu.</translation>
    </message>
    <message>
        <source>Claude Code&apos;s status line</source>
        <translation>Pasek stanu Claude Code</translation>
    </message>
    <message>
        <source>One line below Claude Code&apos;s input: the model that answers, the difficulty, the warm cache and what was saved today. It replaces a status line that is there.</source>
        <translation>Jeden wiersz pod polem Claude Code: odpowiadający model, trudność, ciepła pamięć podręczna i dzisiejsze oszczędności. Zastępuje obecny pasek stanu.</translation>
    </message>
    <message>
        <source>Gemini CLI follows this address when it logs in with GEMINI_API_KEY. It names the model in the path, so its requests pass through unrouted.</source>
        <translation>Gemini CLI używa tego adresu, gdy loguje się przez GEMINI_API_KEY. Nazwę modelu podaje w ścieżce, więc jego żądania przechodzą bez routingu.</translation>
    </message>
    <message>
        <source>it is larger than 4 MB</source>
        <translation>jest większy niż 4 MB</translation>
    </message>
    <message>
        <source>it has changed meanwhile</source>
        <translation>zmienił się w międzyczasie</translation>
    </message>
    <message>
        <source>it was changed since; the former one is kept beside it</source>
        <translation>później go zmieniono; poprzedni plik zachowano obok</translation>
    </message>
    <message>
        <source>it is not valid JSON</source>
        <translation>nie jest poprawnym plikiem JSON</translation>
    </message>
    <message>
        <source>a part that must be an object is none</source>
        <translation>część, która musi być obiektem, nim nie jest</translation>
    </message>
</context>
<context>
    <name>Autostart</name>
    <message>
        <source>The systemd user unit llm-proxy.service already starts it at login. Disable that first: systemctl --user disable llm-proxy</source>
        <translation>Jednostka użytkownika systemd llm-proxy.service już uruchamia go przy logowaniu. Najpierw ją wyłącz: systemctl --user disable llm-proxy</translation>
    </message>
    <message>
        <source>The launch agent %1 already starts it at login. Remove that first.</source>
        <translation>Agent uruchamiania %1 już go uruchamia po zalogowaniu. Najpierw go usuń.</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>easy</source>
        <translation>łatwe</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>średnie</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>trudne</translation>
    </message>
    <message>
        <source>not classified</source>
        <translation>niesklasyfikowane</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Czas</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Trudność</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Żądania</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Udział</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>zachowany</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>zmieniony</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Żądany model</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Odpowiedział</translation>
    </message>
    <message>
        <source>decisions</source>
        <translation>decyzje</translation>
    </message>
    <message>
        <source>Routing time</source>
        <translation>Czas routingu</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Decyzje</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>obsłużone</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>błędy</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>oszczędność</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>strata</translation>
    </message>
    <message>
        <source>Morph&apos;s fee</source>
        <translation>opłata Morph</translation>
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
        <translation>odpowiedź upstreamu jest błędem</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>za duże</translation>
    </message>
    <message>
        <source>not valid UTF-8</source>
        <translation>nieprawidłowe UTF-8</translation>
    </message>
    <message>
        <source>something follows the value</source>
        <translation>po wartości następuje coś jeszcze</translation>
    </message>
    <message>
        <source>it ends too early</source>
        <translation>kończy się zbyt wcześnie</translation>
    </message>
    <message>
        <source>too deep</source>
        <translation>zbyt głęboko zagnieżdżone</translation>
    </message>
    <message>
        <source>a comma is missing</source>
        <translation>brak przecinka</translation>
    </message>
    <message>
        <source>a member name is missing</source>
        <translation>brak nazwy pola</translation>
    </message>
    <message>
        <source>a colon is missing</source>
        <translation>brak dwukropka</translation>
    </message>
    <message>
        <source>a string does not end</source>
        <translation>łańcuch się nie kończy</translation>
    </message>
    <message>
        <source>a bad escape</source>
        <translation>nieprawidłowa sekwencja ucieczki</translation>
    </message>
    <message>
        <source>not a JSON value</source>
        <translation>to nie jest wartość JSON</translation>
    </message>
    <message>
        <source>too many values</source>
        <translation>zbyt wiele wartości</translation>
    </message>
    <message>
        <source>%1 (byte %2)</source>
        <translation>%1 (bajt %2)</translation>
    </message>
    <message>
        <source>the upstream&apos;s stream ended without a reason to stop</source>
        <translation>strumień upstreamu skończył się bez powodu zatrzymania</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: it has no choices</source>
        <translation>odpowiedzi upstreamu nie da się przekształcić: nie ma w niej choices</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: it has no content</source>
        <translation>odpowiedzi upstreamu nie da się przekształcić: nie ma w niej content</translation>
    </message>
    <message>
        <source>the upstream sent arguments that belong to no tool call</source>
        <translation>upstream przysłał argumenty, które nie należą do żadnego wywołania narzędzia</translation>
    </message>
    <message>
        <source>the upstream sent a tool call without a name</source>
        <translation>upstream przysłał wywołanie narzędzia bez nazwy</translation>
    </message>
    <message>
        <source>the upstream&apos;s arguments of a tool call stop in the middle</source>
        <translation>argumenty wywołania narzędzia z upstreamu urywają się w połowie</translation>
    </message>
    <message>
        <source>the upstream ended its answer with &quot;%1&quot;</source>
        <translation>upstream zakończył odpowiedź słowem „%1”</translation>
    </message>
    <message>
        <source>the upstream&apos;s arguments of a tool call are no JSON object</source>
        <translation>argumenty wywołania narzędzia z upstreamu nie są obiektem JSON</translation>
    </message>
    <message>
        <source>the upstream sent too much text inside a tool call</source>
        <translation>upstream przysłał za dużo tekstu wewnątrz wywołania narzędzia</translation>
    </message>
    <message>
        <source>the upstream sent more blocks than can be converted</source>
        <translation>upstream przysłał więcej bloków, niż można przekształcić</translation>
    </message>
    <message>
        <source>an Anthropic upstream takes JPEG, PNG, GIF and WebP images</source>
        <translation>upstream Anthropic przyjmuje obrazy JPEG, PNG, GIF i WebP</translation>
    </message>
    <message>
        <source>%1; allowed: %2</source>
        <translation>%1; dozwolone: %2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a URL</source>
        <translation>„%1” nie jest adresem URL</translation>
    </message>
    <message>
        <source>&quot;%1:&quot; is not a scheme that is spoken here</source>
        <translation>„%1:” nie jest obsługiwanym schematem</translation>
    </message>
    <message>
        <source>&quot;%1&quot; names no host</source>
        <translation>„%1” nie podaje hosta</translation>
    </message>
    <message>
        <source>port 0 cannot be reached</source>
        <translation>port 0 jest nieosiągalny</translation>
    </message>
    <message>
        <source>it has a query or a fragment</source>
        <translation>ma zapytanie lub fragment</translation>
    </message>
    <message>
        <source>is longer than 4096 characters</source>
        <translation>ma więcej niż 4096 znaków</translation>
    </message>
    <message>
        <source>holds a character that cannot stand in a header</source>
        <translation>zawiera znak niedozwolony w nagłówku</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a model name</source>
        <translation>„%1” nie jest nazwą modelu</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an IP address</source>
        <translation>„%1” nie jest adresem IP</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a host name without port</source>
        <translation>„%1” nie jest nazwą hosta bez portu</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an origin</source>
        <translation>„%1” nie jest źródłem (origin)</translation>
    </message>
    <message>
        <source>it holds a user name or password</source>
        <translation>zawiera nazwę użytkownika lub hasło</translation>
    </message>
    <message>
        <source>it ends with the path &quot;/v1&quot;, which every request brings itself</source>
        <translation>kończy się ścieżką „/v1”, którą każde żądanie samo zawiera</translation>
    </message>
    <message>
        <source>&quot;%1&quot; can be reached from other machines, and no key is asked for</source>
        <translation>„%1” jest dostępne z innych komputerów, a klucz nie jest wymagany</translation>
    </message>
    <message>
        <source>holds a key of fewer than %1 characters</source>
        <translation>zawiera klucz krótszy niż %1 znaków</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is this proxy&apos;s own address</source>
        <translation>„%1” to adres tego proxy</translation>
    </message>
    <message>
        <source>the address of another program, or another LLM_PROXY_PORT</source>
        <translation>adres innego programu albo inny LLM_PROXY_PORT</translation>
    </message>
    <message>
        <source>sends the key and prompts unencrypted</source>
        <translation>wysyła klucz i prompty bez szyfrowania</translation>
    </message>
    <message>
        <source>is less than LLM_PROXY_MAX_BODY_MB</source>
        <translation>jest mniejsze niż LLM_PROXY_MAX_BODY_MB</translation>
    </message>
    <message>
        <source>at least as much as LLM_PROXY_MAX_BODY_MB</source>
        <translation>co najmniej tyle, co LLM_PROXY_MAX_BODY_MB</translation>
    </message>
    <message>
        <source>looks like an example and not like a key</source>
        <translation>wygląda na przykład, a nie na klucz</translation>
    </message>
    <message>
        <source>is not set: routing is off, every request keeps its model</source>
        <translation>nie jest ustawione: routing wyłączony, każde żądanie zachowuje swój model</translation>
    </message>
    <message>
        <source>holds a key and can be read by other users</source>
        <translation>zawiera klucz i może być czytany przez innych użytkowników</translation>
    </message>
    <message>
        <source>mode 0600</source>
        <translation>uprawnienia 0600</translation>
    </message>
    <message>
        <source>is not a known setting</source>
        <translation>nie jest znanym ustawieniem</translation>
    </message>
    <message>
        <source>is not a known setting; did you mean %1?</source>
        <translation>nie jest znanym ustawieniem; może chodziło o %1?</translation>
    </message>
    <message>
        <source>has an effect in the environment only</source>
        <translation>działa tylko w środowisku</translation>
    </message>
    <message>
        <source>stands on line %1 too; the last one counts</source>
        <translation>jest też w wierszu %1; liczy się ostatni</translation>
    </message>
    <message>
        <source>is a secret, and every user of this machine can read a command line</source>
        <translation>jest tajne, a wiersz poleceń może odczytać każdy użytkownik tego komputera</translation>
    </message>
    <message>
        <source>the environment, .env or llm-proxy.json</source>
        <translation>środowisko, .env lub llm-proxy.json</translation>
    </message>
    <message>
        <source>text after the closing quote</source>
        <translation>tekst po cudzysłowie zamykającym</translation>
    </message>
    <message>
        <source>the closing quote is missing</source>
        <translation>brak cudzysłowu zamykającego</translation>
    </message>
    <message>
        <source>is not of the form KEY=value</source>
        <translation>nie ma postaci KEY=wartość</translation>
    </message>
    <message>
        <source>holds a NUL</source>
        <translation>zawiera NUL</translation>
    </message>
    <message>
        <source>is not UTF-8</source>
        <translation>nie jest w UTF-8</translation>
    </message>
    <message>
        <source>is not JSON: %1</source>
        <translation>to nie jest JSON: %1</translation>
    </message>
    <message>
        <source>holds no JSON object</source>
        <translation>nie zawiera obiektu JSON</translation>
    </message>
    <message>
        <source>stands there more than once</source>
        <translation>występuje tam więcej niż raz</translation>
    </message>
    <message>
        <source>is not an object</source>
        <translation>nie jest obiektem</translation>
    </message>
    <message>
        <source>an object of settings</source>
        <translation>obiekt z ustawieniami</translation>
    </message>
    <message>
        <source>does not exist, but LLM_PROXY_CONFIG names it</source>
        <translation>nie istnieje, choć wskazuje na niego LLM_PROXY_CONFIG</translation>
    </message>
    <message>
        <source>is not an array of objects</source>
        <translation>nie jest tablicą obiektów</translation>
    </message>
    <message>
        <source>can&apos;t be used: %1</source>
        <translation>nie można użyć: %1</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>tekst</translation>
    </message>
    <message>
        <source>is %1, not %2</source>
        <translation>jest: %1, oczekiwano: %2</translation>
    </message>
    <message>
        <source>%1 is not a whole number</source>
        <translation>%1 nie jest liczbą całkowitą</translation>
    </message>
    <message>
        <source>%1 is out of range</source>
        <translation>%1 jest poza zakresem</translation>
    </message>
    <message>
        <source>an array of texts</source>
        <translation>tablica tekstów</translation>
    </message>
    <message>
        <source>one entry %1</source>
        <translation>jeden wpis %1</translation>
    </message>
    <message>
        <source>one entry is empty</source>
        <translation>jeden wpis jest pusty</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not one of them</source>
        <translation>„%1” nie jest jednym z nich</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is neither true nor false</source>
        <translation>„%1” to ani true, ani false</translation>
    </message>
    <message>
        <source>holds commas only</source>
        <translation>zawiera same przecinki</translation>
    </message>
    <message>
        <source>is not a number</source>
        <translation>nie jest liczbą</translation>
    </message>
    <message>
        <source>is not a regular file</source>
        <translation>nie jest zwykłym plikiem</translation>
    </message>
    <message>
        <source>cannot be read: %1</source>
        <translation>nie można odczytać: %1</translation>
    </message>
    <message>
        <source>is larger than 1 MiB</source>
        <translation>jest większe niż 1 MiB</translation>
    </message>
    <message>
        <source>router.rules[%1]: %2</source>
        <translation>router.rules[%1]: %2</translation>
    </message>
    <message>
        <source>when.%1 must be a text of at most 256 bytes</source>
        <translation>when.%1 musi być tekstem o długości do 256 bajtów</translation>
    </message>
    <message>
        <source>when.%1 must be a number of bytes</source>
        <translation>when.%1 musi być liczbą bajtów</translation>
    </message>
    <message>
        <source>when.%1 is not known; known are model, path, client, project, header, headerValue, textLongerThan, textShorterThan</source>
        <translation>when.%1 jest nieznane; znane są model, path, client, project, header, headerValue, textLongerThan, textShorterThan</translation>
    </message>
    <message>
        <source>then.keep must name hard, upgrade or both</source>
        <translation>then.keep musi podawać hard, upgrade lub oba</translation>
    </message>
    <message>
        <source>then.keep knows hard and upgrade only</source>
        <translation>then.keep zna tylko hard i upgrade</translation>
    </message>
    <message>
        <source>then.route must be off, easy, medium, hard or model=&lt;id&gt;</source>
        <translation>then.route musi mieć wartość off, easy, medium, hard lub model=&lt;id&gt;</translation>
    </message>
    <message>
        <source>then.%1 is not known; known are route and keep</source>
        <translation>then.%1 jest nieznane; znane są route i keep</translation>
    </message>
    <message>
        <source>needs then.route or then.keep</source>
        <translation>wymaga then.route lub then.keep</translation>
    </message>
    <message>
        <source>needs an id of at most 256 bytes</source>
        <translation>wymaga id o długości do 256 bajtów</translation>
    </message>
    <message>
        <source>%1 is not known; known are id, when and then</source>
        <translation>%1 jest nieznane; znane są id, when i then</translation>
    </message>
    <message>
        <source>more than 256 rules</source>
        <translation>więcej niż 256 reguł</translation>
    </message>
    <message>
        <source>its id is used twice</source>
        <translation>jego id jest użyte dwukrotnie</translation>
    </message>
    <message>
        <source>there is no setting %1</source>
        <translation>nie ma ustawienia %1</translation>
    </message>
    <message>
        <source>%1 is fixed by the %2</source>
        <translation>%1 ustala: %2</translation>
    </message>
    <message>
        <source>environment: %1: &quot;%2&quot; is not an absolute path</source>
        <translation>środowisko: %1: „%2” nie jest ścieżką bezwzględną</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>środowisko</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>wiersz poleceń</translation>
    </message>
    <message>
        <source>keychain</source>
        <translation>pęk kluczy</translation>
    </message>
    <message>
        <source>default</source>
        <translation>wartość domyślna</translation>
    </message>
    <message>
        <source>the upstream compressed its answer although it was asked not to</source>
        <translation>upstream skompresował odpowiedź, choć proszono, by tego nie robił</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer is too large to convert</source>
        <translation>odpowiedź upstreamu jest za duża do konwersji</translation>
    </message>
    <message>
        <source>the upstream&apos;s stream stopped before its end</source>
        <translation>strumień upstreamu urwał się przed końcem</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: %1</source>
        <translation>odpowiedzi upstreamu nie da się skonwertować: %1</translation>
    </message>
    <message>
        <source>a string or an array is required</source>
        <translation>wymagany jest łańcuch lub tablica</translation>
    </message>
    <message>
        <source>must be user, assistant or system</source>
        <translation>dozwolone: user, assistant lub system</translation>
    </message>
    <message>
        <source>must be a string or an array</source>
        <translation>musi być łańcuchem lub tablicą</translation>
    </message>
    <message>
        <source>a string is required</source>
        <translation>wymagany jest łańcuch</translation>
    </message>
    <message>
        <source>files of Anthropic&apos;s containers stay there</source>
        <translation>pliki z kontenerów Anthropic pozostają na miejscu</translation>
    </message>
    <message>
        <source>only base64 data and URLs can be sent on; a file id means nothing to another service</source>
        <translation>dalej można wysłać tylko dane base64 i adresy URL; identyfikator pliku nic nie znaczy dla innej usługi</translation>
    </message>
    <message>
        <source>only data and text can be sent on; OpenAI&apos;s file parts take neither URLs nor foreign file ids</source>
        <translation>dalej można wysłać tylko dane i tekst; części plikowe OpenAI nie przyjmują adresów URL ani obcych identyfikatorów</translation>
    </message>
    <message>
        <source>an array is required</source>
        <translation>wymagana jest tablica</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a tool of Anthropic&apos;s own servers or models; an OpenAI upstream has no equal</source>
        <translation>„%1” to narzędzie serwerów lub modeli Anthropic; upstream OpenAI nie ma odpowiednika</translation>
    </message>
    <message>
        <source>must be auto, any, tool or none</source>
        <translation>dozwolone: auto, any, tool lub none</translation>
    </message>
    <message>
        <source>must be of type json_schema and hold a schema</source>
        <translation>musi być typu json_schema i zawierać schemat</translation>
    </message>
    <message>
        <source>the upstream sent an event that is no JSON object</source>
        <translation>upstream wysłał zdarzenie, które nie jest obiektem JSON</translation>
    </message>
    <message>
        <source>content-encoding: a compressed body can&apos;t be converted</source>
        <translation>content-encoding: skompresowanej treści nie da się skonwertować</translation>
    </message>
    <message>
        <source>the body is no JSON object: %1</source>
        <translation>treść nie jest obiektem JSON: %1</translation>
    </message>
    <message>
        <source>the upstream speaks %1, which has no equal of this call</source>
        <translation>upstream używa %1, gdzie to wywołanie nie ma odpowiednika</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>łańcuch</translation>
    </message>
    <message>
        <source>an array</source>
        <translation>tablica</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>obiekt</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>liczba</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>dozwolone: true lub false</translation>
    </message>
    <message>
        <source>must be %1</source>
        <translation>wymagany typ: %1</translation>
    </message>
    <message>
        <source>can&apos;t be said to this upstream: %1</source>
        <translation>tego nie da się przekazać temu upstreamowi: %1</translation>
    </message>
    <message>
        <source>runs on Anthropic&apos;s servers</source>
        <translation>działa na serwerach Anthropic</translation>
    </message>
    <message>
        <source>run from Anthropic&apos;s servers</source>
        <translation>działają z serwerów Anthropic</translation>
    </message>
    <message>
        <source>no sound</source>
        <translation>bez dźwięku</translation>
    </message>
    <message>
        <source>the search is OpenAI&apos;s</source>
        <translation>wyszukiwanie należy do OpenAI</translation>
    </message>
    <message>
        <source>the old form; use tools</source>
        <translation>stara forma; należy użyć tools</translation>
    </message>
    <message>
        <source>the old form; use tool_choice</source>
        <translation>stara forma; należy użyć tool_choice</translation>
    </message>
    <message>
        <source>&quot;%1&quot; can&apos;t stand here for an Anthropic upstream</source>
        <translation>„%1” nie może tu wystąpić dla upstreamu Anthropic</translation>
    </message>
    <message>
        <source>a data URL must be in base64</source>
        <translation>adres URL data musi być w base64</translation>
    </message>
    <message>
        <source>only PDF data in a base64 data URL can be sent on; a file id means nothing elsewhere</source>
        <translation>dalej można wysłać tylko dane PDF w adresie URL data base64; identyfikator pliku gdzie indziej nic nie znaczy</translation>
    </message>
    <message>
        <source>an Anthropic upstream needs a message beside the system&apos;s</source>
        <translation>upstream Anthropic wymaga wiadomości oprócz systemowej</translation>
    </message>
    <message>
        <source>must be system, developer, user, assistant or tool; functions are called tools by now</source>
        <translation>dozwolone: system, developer, user, assistant lub tool; funkcje nazywają się teraz tools</translation>
    </message>
    <message>
        <source>functions are called tools by now</source>
        <translation>funkcje nazywają się teraz tools</translation>
    </message>
    <message>
        <source>an Anthropic upstream takes no sound</source>
        <translation>upstream Anthropic nie przyjmuje dźwięku</translation>
    </message>
    <message>
        <source>an Anthropic upstream knows function calls only</source>
        <translation>upstream Anthropic zna tylko wywołania funkcji</translation>
    </message>
    <message>
        <source>an Anthropic upstream gives one choice</source>
        <translation>upstream Anthropic daje jedną odpowiedź</translation>
    </message>
    <message>
        <source>an Anthropic upstream has no probabilities</source>
        <translation>upstream Anthropic nie ma prawdopodobieństw</translation>
    </message>
    <message>
        <source>an Anthropic upstream has none</source>
        <translation>upstream Anthropic ich nie ma</translation>
    </message>
    <message>
        <source>an Anthropic upstream gives text only</source>
        <translation>upstream Anthropic daje tylko tekst</translation>
    </message>
    <message>
        <source>must be text, json_object or json_schema</source>
        <translation>dozwolone: text, json_object lub json_schema</translation>
    </message>
    <message>
        <source>the upstream sent more tool calls than can be converted</source>
        <translation>upstream wysłał więcej wywołań narzędzi, niż można skonwertować</translation>
    </message>
    <message>
        <source>an Anthropic upstream has function tools only</source>
        <translation>upstream Anthropic ma tylko narzędzia-funkcje</translation>
    </message>
    <message>
        <source>an Anthropic upstream knows function choices only</source>
        <translation>upstream Anthropic zna tylko wybór funkcji</translation>
    </message>
    <message>
        <source>must be none, auto, required or an object</source>
        <translation>dozwolone: none, auto, required lub obiekt</translation>
    </message>
    <message>
        <source>the upstream sent an event that is too large to convert</source>
        <translation>upstream wysłał zdarzenie za duże do konwersji</translation>
    </message>
    <message>
        <source>no classification within the budget</source>
        <translation>brak klasyfikacji w wyznaczonym czasie</translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation>żądań: %1</translation>
    </message>
    <message>
        <source>%1 in the text for the router</source>
        <translation>%1 w tekście dla routera</translation>
    </message>
    <message>
        <source>easy, medium and hard all come to %1</source>
        <translation>łatwe, średnie i trudne prowadzą do %1</translation>
    </message>
    <message>
        <source>not understood: x-llm-proxy-route: %1</source>
        <translation>niezrozumiałe: x-llm-proxy-route: %1</translation>
    </message>
    <message>
        <source>%1: no routing</source>
        <translation>%1: bez routingu</translation>
    </message>
    <message>
        <source>idle %1m &gt; %2m</source>
        <translation>bezczynność %1 min &gt; %2 min</translation>
    </message>
    <message>
        <source>%1: model %2</source>
        <translation>%1: model %2</translation>
    </message>
    <message>
        <source>%1 matched</source>
        <translation>pasuje reguła %1</translation>
    </message>
    <message>
        <source>%1, told by %2</source>
        <translation>%1, rozpoznano po %2</translation>
    </message>
    <message>
        <source>MORPH_API_KEY holds what no header may hold</source>
        <translation>MORPH_API_KEY zawiera znaki niedozwolone w nagłówku</translation>
    </message>
    <message>
        <source>one call tries whether Morph is back</source>
        <translation>jedno wywołanie sprawdza, czy Morph znów działa</translation>
    </message>
    <message>
        <source>the circuit is open</source>
        <translation>bezpiecznik jest otwarty</translation>
    </message>
    <message>
        <source>too many calls are under way</source>
        <translation>trwa zbyt wiele wywołań</translation>
    </message>
    <message>
        <source>it has no difficulty</source>
        <translation>brak trudności</translation>
    </message>
    <message>
        <source>it has no model</source>
        <translation>brak modelu</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>jest pusta</translation>
    </message>
    <message>
        <source>it is not JSON: %1</source>
        <translation>to nie jest JSON: %1</translation>
    </message>
    <message>
        <source>it is not a JSON object</source>
        <translation>to nie jest obiekt JSON</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>jest za duża</translation>
    </message>
    <message>
        <source>Morph answered %1</source>
        <translation>Morph odpowiedział %1</translation>
    </message>
    <message>
        <source>Morph answered %1; redirects are not followed</source>
        <translation>Morph odpowiedział %1; przekierowania nie są obsługiwane</translation>
    </message>
    <message>
        <source>Morph&apos;s answer can&apos;t be read: %1</source>
        <translation>Nie można odczytać odpowiedzi Morph: %1</translation>
    </message>
    <message>
        <source>Morph did not answer within the budget</source>
        <translation>Morph nie odpowiedział w wyznaczonym czasie</translation>
    </message>
    <message>
        <source>model list: %1</source>
        <translation>lista modeli: %1</translation>
    </message>
    <message>
        <source>the answer holds no &quot;data&quot; array</source>
        <translation>odpowiedź nie zawiera tablicy „data”</translation>
    </message>
    <message>
        <source>too many models</source>
        <translation>zbyt wiele modeli</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>brak odpowiedzi na czas</translation>
    </message>
    <message>
        <source>the answer is too large</source>
        <translation>odpowiedź jest za duża</translation>
    </message>
    <message>
        <source>the backend answered %1</source>
        <translation>backend odpowiedział %1</translation>
    </message>
    <message>
        <source>a tool&apos;s result is under way to the model that asked for it</source>
        <translation>wynik narzędzia jest w drodze do modelu, który o niego prosił</translation>
    </message>
    <message>
        <source>the conversation is stored with the model that began it</source>
        <translation>rozmowa jest zapisana u modelu, który ją rozpoczął</translation>
    </message>
    <message>
        <source>thinking signed for %1, the target is of %2</source>
        <translation>myślenie podpisane dla %1, cel należy do %2</translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation>z %1 do %2</translation>
    </message>
    <message>
        <source>max_tokens %1, the limit is %2</source>
        <translation>max_tokens %1, limit wynosi %2</translation>
    </message>
    <message>
        <source>about %1 tokens and max_tokens make %2, the window is %3</source>
        <translation>około %1 tokenów i max_tokens to razem %2, okno ma %3</translation>
    </message>
    <message>
        <source>the target reads no images</source>
        <translation>cel nie czyta obrazów</translation>
    </message>
    <message>
        <source>the target reads no documents</source>
        <translation>cel nie czyta dokumentów</translation>
    </message>
    <message>
        <source>the target lacks %1</source>
        <translation>cel nie ma %1</translation>
    </message>
    <message>
        <source>the target is not in the table of models</source>
        <translation>celu nie ma w tabeli modeli</translation>
    </message>
    <message>
        <source>the target does not take %1</source>
        <translation>cel nie przyjmuje: %1</translation>
    </message>
    <message>
        <source>%1, as the target does not take %2</source>
        <translation>%1, bo cel nie przyjmuje: %2</translation>
    </message>
    <message>
        <source>%1 tokens are warm; about %2 requests cost %3 staying, %4 switching: %5 % gained, %6 % needed</source>
        <translation>ciepłych tokenów: %1; około %2 żądań kosztuje %3 bez zmiany, %4 ze zmianą: zysk %5 %, potrzeba %6 %</translation>
    </message>
    <message>
        <source>a stronger model is never held back by price</source>
        <translation>mocniejszy model nigdy nie jest wstrzymywany z powodu ceny</translation>
    </message>
    <message>
        <source>the session switched up %1 turns ago; it switches down after %2 at the earliest</source>
        <translation>przejście w górę było %1 tur temu; w dół nie wcześniej niż po %2</translation>
    </message>
    <message>
        <source>the history is new, nothing of it is cached</source>
        <translation>historia jest nowa, nic z niej nie ma w cache</translation>
    </message>
    <message>
        <source>no evidence of a warm cache at %1</source>
        <translation>brak oznak ciepłego cache w %1</translation>
    </message>
    <message>
        <source>adaptive thinking</source>
        <translation>myślenie adaptacyjne</translation>
    </message>
    <message>
        <source>thinking with a budget</source>
        <translation>myślenie z budżetem</translation>
    </message>
    <message>
        <source>thinking switched off</source>
        <translation>wyłączone myślenie</translation>
    </message>
    <message>
        <source>a budget of %1</source>
        <translation>budżet %1</translation>
    </message>
    <message>
        <source>effort %1</source>
        <translation>wysiłek %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>the upstream could not be reached lately: %1</source>
        <translation>upstream był ostatnio nieosiągalny: %1</translation>
    </message>
    <message>
        <source>nothing came within %1 ms</source>
        <translation>nic nie nadeszło w ciągu %1 ms</translation>
    </message>
    <message>
        <source>no connection within %1 ms</source>
        <translation>brak połączenia w ciągu %1 ms</translation>
    </message>
    <message>
        <source>the status line is not HTTP/1.x</source>
        <translation>wiersz statusu nie jest w HTTP/1.x</translation>
    </message>
    <message>
        <source>a control byte in the status line</source>
        <translation>bajt sterujący w wierszu statusu</translation>
    </message>
    <message>
        <source>a header line has no colon</source>
        <translation>wiersz nagłówka nie ma dwukropka</translation>
    </message>
    <message>
        <source>a header has a bad name</source>
        <translation>nagłówek ma nieprawidłową nazwę</translation>
    </message>
    <message>
        <source>a control byte in a header</source>
        <translation>bajt sterujący w nagłówku</translation>
    </message>
    <message>
        <source>too many headers</source>
        <translation>zbyt wiele nagłówków</translation>
    </message>
    <message>
        <source>a bad Content-Length</source>
        <translation>nieprawidłowy Content-Length</translation>
    </message>
    <message>
        <source>differing Content-Lengths</source>
        <translation>różne wartości Content-Length</translation>
    </message>
    <message>
        <source>both a length and a transfer coding</source>
        <translation>jednocześnie długość i kodowanie transferu</translation>
    </message>
    <message>
        <source>a transfer coding other than chunked</source>
        <translation>kodowanie transferu inne niż chunked</translation>
    </message>
    <message>
        <source>the head is too large</source>
        <translation>nagłówek jest za duży</translation>
    </message>
    <message>
        <source>it switched protocols without being asked</source>
        <translation>zmienił protokół bez prośby</translation>
    </message>
    <message>
        <source>a line of the head ends without CR</source>
        <translation>wiersz nagłówka kończy się bez CR</translation>
    </message>
    <message>
        <source>broken chunk framing</source>
        <translation>uszkodzony podział na fragmenty (chunked)</translation>
    </message>
    <message>
        <source>it spoke without being asked</source>
        <translation>wysłał dane bez prośby</translation>
    </message>
    <message>
        <source>the connection was %1 in the middle of an answer</source>
        <translation>połączenie zostało %1 w trakcie odpowiedzi</translation>
    </message>
    <message>
        <source>the connection was %1 before an answer</source>
        <translation>połączenie zostało %1 przed odpowiedzią</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>odmowa połączenia</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>połączenie zresetowane przez drugą stronę</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>przekroczono czas połączenia</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>brak trasy do hosta</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>sieć jest nieosiągalna</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>brak uprawnień</translation>
    </message>
    <message>
        <source>The chunks of the request body are malformed.</source>
        <translation>Fragmenty treści żądania są nieprawidłowe.</translation>
    </message>
    <message>
        <source>The request body is larger than %1 bytes.</source>
        <translation>Treść żądania przekracza %1 bajtów.</translation>
    </message>
    <message>
        <source>Too many request bodies are being held at once.</source>
        <translation>Zbyt wiele treści żądań jest przetrzymywanych naraz.</translation>
    </message>
    <message>
        <source>The client left.</source>
        <translation>Klient się rozłączył.</translation>
    </message>
    <message>
        <source>The head of the request came too slowly.</source>
        <translation>Nagłówek żądania nadchodził zbyt wolno.</translation>
    </message>
    <message>
        <source>The request body came too slowly.</source>
        <translation>Treść żądania nadchodziła zbyt wolno.</translation>
    </message>
    <message>
        <source>Too many connections are open.</source>
        <translation>Otwartych jest zbyt wiele połączeń.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an address.</source>
        <translation>„%1” nie jest adresem.</translation>
    </message>
    <message>
        <source>Cannot listen on %1 port %2: %3.</source>
        <translation>Nie można nasłuchiwać na %1, port %2: %3.</translation>
    </message>
    <message>
        <source>Qt %1 does not hand requests over in the order that is relied upon.</source>
        <translation>Qt %1 nie przekazuje żądań w oczekiwanej kolejności.</translation>
    </message>
    <message>
        <source>A line ends without CR LF.</source>
        <translation>Wiersz kończy się bez CR LF.</translation>
    </message>
    <message>
        <source>There is a control byte in the head.</source>
        <translation>W nagłówku jest bajt sterujący.</translation>
    </message>
    <message>
        <source>The head is too large.</source>
        <translation>Nagłówek jest za duży.</translation>
    </message>
    <message>
        <source>The request line is malformed.</source>
        <translation>Wiersz żądania jest nieprawidłowy.</translation>
    </message>
    <message>
        <source>The request target is too long.</source>
        <translation>Cel żądania jest za długi.</translation>
    </message>
    <message>
        <source>The request target holds a byte that it may not.</source>
        <translation>Cel żądania zawiera niedozwolony bajt.</translation>
    </message>
    <message>
        <source>Only HTTP/1.0 and 1.1 are spoken.</source>
        <translation>Obsługiwane są tylko HTTP/1.0 i 1.1.</translation>
    </message>
    <message>
        <source>A header line is malformed.</source>
        <translation>Wiersz nagłówka jest nieprawidłowy.</translation>
    </message>
    <message>
        <source>There are too many header fields.</source>
        <translation>Jest zbyt wiele pól nagłówka.</translation>
    </message>
    <message>
        <source>This proxy does not answer to the host name &quot;%1&quot;; names beside localhost have to be configured.</source>
        <translation>To proxy nie odpowiada na nazwę hosta „%1”; nazwy inne niż localhost trzeba skonfigurować.</translation>
    </message>
    <message>
        <source>The host is not a name or address with a port.</source>
        <translation>Host nie jest nazwą ani adresem z portem.</translation>
    </message>
    <message>
        <source>The Host field is missing.</source>
        <translation>Brak pola Host.</translation>
    </message>
    <message>
        <source>There is more than one Host field.</source>
        <translation>Jest więcej niż jedno pole Host.</translation>
    </message>
    <message>
        <source>The request target is neither a path nor an http URL.</source>
        <translation>Cel żądania nie jest ścieżką ani adresem URL http.</translation>
    </message>
    <message>
        <source>There is more than one Content-Length field.</source>
        <translation>Jest więcej niż jedno pole Content-Length.</translation>
    </message>
    <message>
        <source>The Content-Length is not a number.</source>
        <translation>Content-Length nie jest liczbą.</translation>
    </message>
    <message>
        <source>Content-Length and Transfer-Encoding exclude each other.</source>
        <translation>Content-Length i Transfer-Encoding wykluczają się.</translation>
    </message>
    <message>
        <source>HTTP/1.0 knows no Transfer-Encoding.</source>
        <translation>HTTP/1.0 nie zna Transfer-Encoding.</translation>
    </message>
    <message>
        <source>The only transfer coding understood is chunked.</source>
        <translation>Jedyne obsługiwane kodowanie transferu to chunked.</translation>
    </message>
    <message>
        <source>CONNECT and TRACE are not offered here.</source>
        <translation>CONNECT i TRACE nie są tu dostępne.</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer broke off</source>
        <translation>odpowiedź upstreamu urwała się</translation>
    </message>
    <message>
        <source>UPSTREAM_URL (%1) leads back to this proxy; set it to CLIProxyAPI&apos;s own address, usually http://127.0.0.1:18317</source>
        <translation>UPSTREAM_URL (%1) prowadzi z powrotem do tego proxy; należy podać adres CLIProxyAPI, zwykle http://127.0.0.1:18317</translation>
    </message>
    <message>
        <source>breaker must be morph or upstream, or be left out for both</source>
        <translation>breaker musi mieć wartość morph lub upstream albo zostać pominięty dla obu</translation>
    </message>
    <message>
        <source>action must be reset or probe</source>
        <translation>action musi mieć wartość reset lub probe</translation>
    </message>
    <message>
        <source>give enabled (true or false), mode or provider</source>
        <translation>należy podać enabled (true lub false), mode albo provider</translation>
    </message>
    <message>
        <source>no such session; GET /router/sessions lists them</source>
        <translation>nie ma takiej sesji; GET /router/sessions podaje ich listę</translation>
    </message>
    <message>
        <source>model is too long</source>
        <translation>model jest za długi</translation>
    </message>
    <message>
        <source>action must be boost, hold, off or release</source>
        <translation>action musi mieć wartość boost, hold, off lub release</translation>
    </message>
    <message>
        <source>no such session</source>
        <translation>nie ma takiej sesji</translation>
    </message>
    <message>
        <source>the heads of this exchange are not kept any more</source>
        <translation>nagłówki tego żądania nie są już przechowywane</translation>
    </message>
    <message>
        <source>the body grows too large when its Content-Encoding is removed</source>
        <translation>treść po usunięciu Content-Encoding staje się za duża</translation>
    </message>
    <message>
        <source>cut at the end of the drain</source>
        <translation>przerwano z końcem okresu wygaszania</translation>
    </message>
    <message>
        <source>too many readers of the event stream</source>
        <translation>zbyt wielu odbiorców strumienia zdarzeń</translation>
    </message>
    <message>
        <source>this route is only for the machine the proxy runs on</source>
        <translation>ta ścieżka jest tylko dla komputera, na którym działa proxy</translation>
    </message>
    <message>
        <source>a proxy key is required: send it as X-LLM-Proxy-Key or as the API key of your client</source>
        <translation>wymagany jest klucz proxy: należy wysłać go jako X-LLM-Proxy-Key lub jako klucz API klienta</translation>
    </message>
    <message>
        <source>this route is not for web pages of other origins</source>
        <translation>ta ścieżka nie jest dla stron internetowych innego pochodzenia</translation>
    </message>
    <message>
        <source>this route needs the control token of the runtime folder</source>
        <translation>ta ścieżka wymaga tokenu sterującego z folderu roboczego</translation>
    </message>
    <message>
        <source>llm-proxy has no such route</source>
        <translation>llm-proxy nie ma takiej ścieżki</translation>
    </message>
    <message>
        <source>use %1</source>
        <translation>należy użyć %1</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>liczba całkowita od %1 do %2</translation>
    </message>
    <message>
        <source>it spoke before it was asked</source>
        <translation>wysłał dane, zanim go zapytano</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>%1</translation>
    </message>
    <message>
        <source>it refused such a request before</source>
        <translation>odrzucił już takie żądanie</translation>
    </message>
    <message>
        <source>weaker than what was asked for and not cheaper for this request</source>
        <translation>słabszy niż żądany i nie tańszy dla tego żądania</translation>
    </message>
    <message>
        <source>dearer than what was asked for, which is enough</source>
        <translation>droższy niż żądany, który wystarczy</translation>
    </message>
    <message>
        <source>not weaker than %1</source>
        <translation>nie słabszy niż %1</translation>
    </message>
    <message>
        <source>a tool loop runs at %1</source>
        <translation>pętla narzędzi działa w %1</translation>
    </message>
    <message>
        <source>newer than the table, judged like %1</source>
        <translation>nowszy niż tabela, oceniany jak %1</translation>
    </message>
    <message>
        <source>the provider holds a part of the conversation: %1</source>
        <translation>dostawca przechowuje część rozmowy: %1</translation>
    </message>
    <message>
        <source>the target is not known to hear</source>
        <translation>nie wiadomo, czy cel przyjmuje dźwięk</translation>
    </message>
    <message>
        <source>system messages between the turns</source>
        <translation>komunikatów systemowych między turami</translation>
    </message>
    <message>
        <source>an effort for one message</source>
        <translation>wysiłku dla jednej wiadomości</translation>
    </message>
    <message>
        <source>an assistant message at the end</source>
        <translation>wiadomości asystenta na końcu</translation>
    </message>
    <message>
        <source>a forced tool_choice</source>
        <translation>wymuszonego tool_choice</translation>
    </message>
    <message>
        <source>temperature, top_p or top_k</source>
        <translation>temperature, top_p ani top_k</translation>
    </message>
    <message>
        <source>temperature and top_p together</source>
        <translation>temperature i top_p razem</translation>
    </message>
    <message>
        <source>stop sequences</source>
        <translation>sekwencji stop</translation>
    </message>
    <message>
        <source>an output format</source>
        <translation>formatu odpowiedzi</translation>
    </message>
    <message>
        <source>a list of fallbacks</source>
        <translation>listy modeli zapasowych</translation>
    </message>
    <message>
        <source>max_tokens in chat completions</source>
        <translation>max_tokens w chat completions</translation>
    </message>
    <message>
        <source>the target does not answer at speed %1</source>
        <translation>cel nie odpowiada z szybkością %1</translation>
    </message>
    <message>
        <source>thinking between tools</source>
        <translation>myślenia między narzędziami</translation>
    </message>
    <message>
        <source>thinking shown as %1</source>
        <translation>myślenia pokazanego jako %1</translation>
    </message>
    <message>
        <source>thinking switched off at effort %1</source>
        <translation>wyłączonego myślenia przy wysiłku %1</translation>
    </message>
    <message>
        <source>%1 (%2) ends on %3; %4 is used from then on</source>
        <translation>%1 (%2) kończy się %3; odtąd używany będzie %4</translation>
    </message>
    <message>
        <source>%1 (%2) ends on %3; nothing in the map takes its place</source>
        <translation>%1 (%2) kończy się %3; nic w mapie go nie zastąpi</translation>
    </message>
    <message>
        <source>%1 (%2) ended on %3; %4 is used</source>
        <translation>%1 (%2) zakończył się %3; używany jest %4</translation>
    </message>
    <message>
        <source>%1 (%2) ended on %3; nothing in the map takes its place</source>
        <translation>%1 (%2) zakończył się %3; nic w mapie go nie zastępuje</translation>
    </message>
    <message>
        <source>%1 (%2) is not in the backend&apos;s list; %3 is used</source>
        <translation>%1 (%2) nie ma na liście zaplecza; używany jest %3</translation>
    </message>
    <message>
        <source>%1 (%2) is not in the backend&apos;s list; nothing in the map takes its place</source>
        <translation>%1 (%2) nie ma na liście zaplecza; nic w mapie go nie zastępuje</translation>
    </message>
    <message>
        <source>no target of %1 is usable: such requests keep their model</source>
        <translation>żaden cel %1 nie jest użyteczny: takie żądania zachowują swój model</translation>
    </message>
    <message>
        <source>the table of models is of %1; refresh it with: llm-proxy models import FILE</source>
        <translation>tabela modeli jest z %1; odśwież ją: llm-proxy models import FILE</translation>
    </message>
    <message>
        <source>%1 was sent and %2 answered</source>
        <translation>wysłano %1, a odpowiedział %2</translation>
    </message>
    <message>
        <source>no key for the backend was found: the agents&apos; own keys pass</source>
        <translation>nie znaleziono klucza do backendu: przechodzą klucze agentów</translation>
    </message>
    <message>
        <source>%1: api-keys holds an example key; newer backends refuse all traffic with it</source>
        <translation>%1: api-keys zawiera przykładowy klucz; nowsze backendy odrzucają z nim cały ruch</translation>
    </message>
    <message>
        <source>%1: holds no usable key in api-keys</source>
        <translation>%1: api-keys nie zawiera użytecznego klucza</translation>
    </message>
    <message>
        <source>%1: does not exist</source>
        <translation>%1: nie istnieje</translation>
    </message>
    <message>
        <source>model names, the first one that the backend lists is used</source>
        <translation>nazwy modeli, używany jest pierwszy z listy backendu</translation>
    </message>
    <message>
        <source>Ordered rules that decide before the router does</source>
        <translation>Uporządkowane reguły rozstrzygające przed routerem</translation>
    </message>
    <message>
        <source>a JSON array of objects</source>
        <translation>tablica JSON z obiektami</translation>
    </message>
    <message>
        <source>Morph&apos;s address</source>
        <translation>Adres Morph</translation>
    </message>
    <message>
        <source>an http or https URL without user, query or fragment</source>
        <translation>URL http lub https bez użytkownika, zapytania i fragmentu</translation>
    </message>
    <message>
        <source>Routing on; false passes every request through</source>
        <translation>Routing włączony; false przepuszcza każde żądanie bez zmian</translation>
    </message>
    <message>
        <source>How readily a task is called easy</source>
        <translation>Jak chętnie zadanie jest uznawane za łatwe</translation>
    </message>
    <message>
        <source>Whose models are chosen; auto follows the requested model</source>
        <translation>Czyje modele są wybierane; auto kieruje się żądanym modelem</translation>
    </message>
    <message>
        <source>raw maps Morph&apos;s difficulty here; provider takes Morph&apos;s model</source>
        <translation>raw dobiera model do trudności tutaj; provider bierze model od Morph</translation>
    </message>
    <message>
        <source>When a switch of model is worth it</source>
        <translation>Kiedy zmiana modelu się opłaca</translation>
    </message>
    <message>
        <source>Put the x-llm-proxy-* headers on answers</source>
        <translation>Dodawaj nagłówki x-llm-proxy-* do odpowiedzi</translation>
    </message>
    <message>
        <source>Route POST /v1/responses too</source>
        <translation>Kieruj także POST /v1/responses</translation>
    </message>
    <message>
        <source>The task that an agent gives to another: keep its model, or classify it</source>
        <translation>Zadanie, które agent daje innemu: zostaw jego model albo je oceń</translation>
    </message>
    <message>
        <source>Mask keys and passwords in the text for Morph</source>
        <translation>Maskuj klucze i hasła w tekście dla Morpha</translation>
    </message>
    <message>
        <source>Further attempts of one classification after the first</source>
        <translation>Dalsze próby jednej klasyfikacji po pierwszej</translation>
    </message>
    <message>
        <source>Calls to Morph at once; further ones wait within their time</source>
        <translation>Jednoczesne wywołania Morph; dalsze czekają w granicach swojego czasu</translation>
    </message>
    <message>
        <source>Time for one decision, attempts and waits included</source>
        <translation>Czas na jedną decyzję, łącznie z próbami i oczekiwaniem</translation>
    </message>
    <message>
        <source>Failures in a row that stop asking Morph for a while</source>
        <translation>Niepowodzenia z rzędu, po których następuje przerwa w pytaniu Morph</translation>
    </message>
    <message>
        <source>How long Morph is not asked after these failures; each failed probe doubles it</source>
        <translation>Jak długo Morph nie jest pytany po tych błędach; każda nieudana próba podwaja ten czas</translation>
    </message>
    <message>
        <source>Models for easy tasks; not set: the built-in table&apos;s</source>
        <translation>Modele do łatwych zadań; domyślnie: z wbudowanej tabeli</translation>
    </message>
    <message>
        <source>Models for medium tasks; not set: as hard, else the table&apos;s</source>
        <translation>Modele do średnich zadań; domyślnie: jak do trudnych, inaczej z tabeli</translation>
    </message>
    <message>
        <source>Models for hard tasks; not set: the built-in table&apos;s</source>
        <translation>Modele do trudnych zadań; domyślnie: z wbudowanej tabeli</translation>
    </message>
    <message>
        <source>Models when Morph cannot size the task; not set: the requested one stays</source>
        <translation>Modele, gdy Morph nie potrafi ocenić zadania; domyślnie: zostaje żądany</translation>
    </message>
    <message>
        <source>Addresses to listen on; not set: 127.0.0.1 and ::1</source>
        <translation>Adresy nasłuchu; domyślnie: 127.0.0.1 i ::1</translation>
    </message>
    <message>
        <source>Port to listen on; 0 picks a free one</source>
        <translation>Port nasłuchu; 0 wybiera wolny</translation>
    </message>
    <message>
        <source>Keys of which every client must present one; not set: none is asked for</source>
        <translation>Klucze, z których jeden musi podać każdy klient; domyślnie: żaden nie jest wymagany</translation>
    </message>
    <message>
        <source>keys of visible ASCII characters without commas</source>
        <translation>klucze z widocznych znaków ASCII bez przecinków</translation>
    </message>
    <message>
        <source>Further names by which clients may call the proxy (Host header)</source>
        <translation>Dalsze nazwy, którymi klienci mogą wywoływać proxy (nagłówek Host)</translation>
    </message>
    <message>
        <source>host names or addresses without port</source>
        <translation>nazwy hostów lub adresy bez portu</translation>
    </message>
    <message>
        <source>Web origins whose requests may use the upstream key</source>
        <translation>Źródła WWW (Origin), których żądania mogą używać klucza upstreamu</translation>
    </message>
    <message>
        <source>origins such as http://localhost:3000</source>
        <translation>źródła takie jak http://localhost:3000</translation>
    </message>
    <message>
        <source>Let clients of other machines reach the backend&apos;s management routes</source>
        <translation>Udostępniaj klientom z innych komputerów ścieżki zarządzania backendu</translation>
    </message>
    <message>
        <source>Largest request body that is buffered to be routed</source>
        <translation>Największa treść żądania buforowana na potrzeby routingu</translation>
    </message>
    <message>
        <source>All buffered bodies together; beyond it requests get 503</source>
        <translation>Wszystkie buforowane treści razem; powyżej żądania dostają 503</translation>
    </message>
    <message>
        <source>Client connections at once</source>
        <translation>Jednoczesne połączenia klientów</translation>
    </message>
    <message>
        <source>First to last byte of a request&apos;s head</source>
        <translation>Od pierwszego do ostatniego bajtu nagłówka żądania</translation>
    </message>
    <message>
        <source>Longest silence inside a request&apos;s body</source>
        <translation>Najdłuższa cisza wewnątrz treści żądania</translation>
    </message>
    <message>
        <source>Idle client connections are closed after this time</source>
        <translation>Po tym czasie bezczynne połączenia klientów są zamykane</translation>
    </message>
    <message>
        <source>How long a stop waits for open streams before cutting them</source>
        <translation>Jak długo przy zatrzymaniu czekać na otwarte strumienie przed ich przerwaniem</translation>
    </message>
    <message>
        <source>switched by hand</source>
        <translation>przełączone ręcznie</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true lub false</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 lub %2</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2 (milliseconds)</source>
        <translation>liczba całkowita od %1 do %2 (milisekundy)</translation>
    </message>
    <message>
        <source>a key of visible ASCII characters</source>
        <translation>klucz z widocznych znaków ASCII</translation>
    </message>
    <message>
        <source>Folder of the JSONL request log</source>
        <translation>Katalog dziennika żądań JSONL</translation>
    </message>
    <message>
        <source>a folder; relative to the project, installed to the state folder</source>
        <translation>katalog; względem projektu, po instalacji względem katalogu stanu</translation>
    </message>
    <message>
        <source>Warn when a day&apos;s list-price cost in dollars passes this; 0: never</source>
        <translation>Ostrzegaj, gdy dzienny koszt wg cennika w dolarach przekroczy tę wartość; 0: nigdy</translation>
    </message>
    <message>
        <source>a number from 0 to 1000000</source>
        <translation>liczba od 0 do 1000000</translation>
    </message>
    <message>
        <source>CLIProxyAPI&apos;s address</source>
        <translation>Adres CLIProxyAPI</translation>
    </message>
    <message>
        <source>an http or https URL, without user, query or fragment, that does not end in /v1</source>
        <translation>URL http lub https bez użytkownika, zapytania i fragmentu, niekończący się na /v1</translation>
    </message>
    <message>
        <source>CLIProxyAPI key; not set: the first one of the local Quotio or CLIProxyAPI configuration</source>
        <translation>Klucz CLIProxyAPI; domyślnie: pierwszy z lokalnej konfiguracji Quotio lub CLIProxyAPI</translation>
    </message>
    <message>
        <source>Quotio&apos;s or CLIProxyAPI&apos;s configuration, when it is not in one of the known places</source>
        <translation>Konfiguracja Quotio lub CLIProxyAPI, gdy nie leży w żadnym ze znanych miejsc</translation>
    </message>
    <message>
        <source>a file</source>
        <translation>plik</translation>
    </message>
    <message>
        <source>The API the upstream speaks; any: all of them, nothing is ever converted</source>
        <translation>API, którym posługuje się upstream; any: wszystkie, nic nie jest konwertowane</translation>
    </message>
    <message>
        <source>Further attempts where nothing can have been billed</source>
        <translation>Dalsze próby tam, gdzie nie mogło dojść do naliczenia opłaty</translation>
    </message>
    <message>
        <source>Failed connections in a row after which requests get 503</source>
        <translation>Nieudane połączenia z rzędu, po których żądania dostają 503</translation>
    </message>
    <message>
        <source>Time to connect to the upstream</source>
        <translation>Czas na połączenie z upstreamem</translation>
    </message>
    <message>
        <source>Time from the request to the answer&apos;s head</source>
        <translation>Czas od żądania do nagłówka odpowiedzi</translation>
    </message>
    <message>
        <source>Longest silence inside an answer</source>
        <translation>Najdłuższa cisza wewnątrz odpowiedzi</translation>
    </message>
    <message>
        <source>Write the classified text into the request log</source>
        <translation>Zapisuj klasyfikowany tekst w dzienniku żądań</translation>
    </message>
    <message>
        <source>The CLIProxyAPI program that the login commands run</source>
        <translation>Program CLIProxyAPI uruchamiany przez polecenia logowania</translation>
    </message>
    <message>
        <source>a file, or a name in PATH</source>
        <translation>plik lub nazwa w PATH</translation>
    </message>
    <message>
        <source>Plain management key of CLIProxyAPI for the backend commands</source>
        <translation>Jawny klucz zarządzania CLIProxyAPI do poleceń backendu</translation>
    </message>
    <message>
        <source>%1 must be %2</source>
        <translation>%1: wymagane: %2</translation>
    </message>
    <message>
        <source>holds no YAML mapping</source>
        <translation>nie zawiera mapy YAML</translation>
    </message>
    <message>
        <source>is not YAML (line %1)</source>
        <translation>to nie YAML (wiersz %1)</translation>
    </message>
    <message>
        <source>is not YAML that can be read</source>
        <translation>to nie jest czytelny YAML</translation>
    </message>
    <message>
        <source>a program</source>
        <translation>program</translation>
    </message>
    <message>
        <source>%1 (pid %2)</source>
        <translation>%1 (PID %2)</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>inny program</translation>
    </message>
    <message>
        <source>%1 is not a number</source>
        <translation>%1 nie jest liczbą</translation>
    </message>
    <message>
        <source>it is no object</source>
        <translation>to nie jest obiekt</translation>
    </message>
    <message>
        <source>a control character in a string</source>
        <translation>znak sterujący w łańcuchu</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; is not UTF-8; move it to a path that is</source>
        <translation>%1: „%2” nie jest w UTF-8; przenieś to do ścieżki, która jest</translation>
    </message>
    <message>
        <source>the program&apos;s own folder</source>
        <translation>folder samego programu</translation>
    </message>
    <message>
        <source>environment: %1</source>
        <translation>środowisko: %1</translation>
    </message>
    <message>
        <source>There is not enough memory for this request.</source>
        <translation>Brakuje pamięci na to żądanie.</translation>
    </message>
    <message>
        <source>the edited configuration is wrong, and nothing changes until it is mended: %1</source>
        <translation>zmieniona konfiguracja jest błędna i nic się nie zmieni, dopóki nie zostanie poprawiona: %1</translation>
    </message>
    <message>
        <source>Only %1 files may be open at once, which is too few to serve a request: at least %2 are needed (ulimit -n, LimitNOFILE).</source>
        <translation>Naraz może być otwartych tylko %1 plików, za mało, by obsłużyć żądanie: potrzeba co najmniej %2 (ulimit -n, LimitNOFILE).</translation>
    </message>
    <message>
        <source>this request has come through this proxy before: UPSTREAM_URL (%1) leads back to it</source>
        <translation>to żądanie przeszło już przez to proxy: UPSTREAM_URL (%1) prowadzi do niego z powrotem</translation>
    </message>
    <message>
        <source>the upstream answered 401 to the key of %1: it refuses the key, or its provider refuses the account</source>
        <translation>serwer nadrzędny odpowiedział 401 na klucz z %1: odrzuca klucz albo jego dostawca odrzuca konto</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: every request keeps its model</source>
        <translation>Morph odrzuca klucz z MORPH_API_KEY: każde żądanie zachowuje swój model</translation>
    </message>
    <message>
        <source>is a symbolic link to a file that is not there</source>
        <translation>jest dowiązaniem symbolicznym do pliku, którego nie ma</translation>
    </message>
    <message>
        <source>%1 is still to come</source>
        <translation>%1 dopiero nadejdzie</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no day; the present one counts</source>
        <translation>„%1” nie jest datą; obowiązuje dzisiejsza</translation>
    </message>
    <message>
        <source>another tool has this name</source>
        <translation>inne narzędzie ma tę nazwę</translation>
    </message>
    <message>
        <source>must not be empty</source>
        <translation>nie może być puste</translation>
    </message>
    <message>
        <source>must hold more than white space</source>
        <translation>musi zawierać coś więcej niż białe znaki</translation>
    </message>
    <message>
        <source>neither the backend&apos;s list nor the table of models knows the model &quot;%1&quot;</source>
        <translation>ani lista backendu, ani tabela modeli nie znają modelu „%1”</translation>
    </message>
    <message>
        <source>the upstream&apos;s websocket ended without a close frame</source>
        <translation>WebSocket upstreamu zakończył się bez ramki zamknięcia</translation>
    </message>
    <message>
        <source>%1 is no id of a row</source>
        <translation>%1 nie jest identyfikatorem wiersza</translation>
    </message>
    <message>
        <source>it goes on with the turn before: %1</source>
        <translation>to dalszy ciąg poprzedniej tury: %1</translation>
    </message>
    <message>
        <source>the turn before was hard</source>
        <translation>poprzednia tura była trudna</translation>
    </message>
    <message>
        <source>the agent is in its plan mode</source>
        <translation>agent jest w trybie planowania</translation>
    </message>
    <message>
        <source>%1 of the last four results of tools are errors</source>
        <translation>błędy wśród ostatnich czterech wyników narzędzi: %1</translation>
    </message>
    <message>
        <source>the agent made the same call %1 times</source>
        <translation>agent wykonał to samo wywołanie %1 razy</translation>
    </message>
    <message>
        <source>looks hard: %1 of 100</source>
        <translation>wygląda na trudne: %1 na 100</translation>
    </message>
    <message>
        <source>looks hard: %1 of 100; kind of ask: %2</source>
        <translation>wygląda na trudne: %1 na 100; rodzaj prośby: %2</translation>
    </message>
    <message>
        <source>Morph key; without it Morph is not asked</source>
        <translation>Klucz Morph; bez niego Morph nie jest pytany</translation>
    </message>
    <message>
        <source>Who judges a task: Morph, or this machine, which needs no key</source>
        <translation>Kto ocenia zadanie: Morph albo ten komputer, który nie potrzebuje klucza</translation>
    </message>
    <message>
        <source>an easy answer would save less than Morph&apos;s fee</source>
        <translation>łatwa odpowiedź zaoszczędziłaby mniej, niż kosztuje Morph</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: what this machine can&apos;t judge keeps its model</source>
        <translation>Morph odrzuca klucz z MORPH_API_KEY: to, czego ten komputer nie potrafi ocenić, zachowuje swój model</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: this machine judges instead</source>
        <translation>Morph odrzuca klucz z MORPH_API_KEY: zamiast niego ocenia ten komputer</translation>
    </message>
    <message>
        <source>the request log in %1 loses rows: %2</source>
        <translation>dziennik żądań w %1 traci wiersze: %2</translation>
    </message>
    <message>
        <source>the websocket ended</source>
        <translation>websocket się zakończył</translation>
    </message>
    <message>
        <source>the message is too large</source>
        <translation>wiadomość jest za duża</translation>
    </message>
    <message>
        <source>the limit %1 of LLM_PROXY_BUDGETS stands at %2</source>
        <translation>limit %1 z LLM_PROXY_BUDGETS wynosi teraz %2</translation>
    </message>
    <message>
        <source>The limit %1 of LLM_PROXY_BUDGETS is used up: %2. It begins anew at %3; until then &quot;llm-proxy budget lift %4 --for 1h&quot; (or day), or the tray&apos;s menu, lifts it.</source>
        <translation>Limit %1 z LLM_PROXY_BUDGETS jest wyczerpany: %2. Zaczyna się od nowa %3; do tego czasu znosi go „llm-proxy budget lift %4 --for 1h” (albo day) lub menu zasobnika.</translation>
    </message>
    <message>
        <source>entry %1: %2</source>
        <translation>pozycja %1: %2</translation>
    </message>
    <message>
        <source>scope must be day, week, month, project, client or session</source>
        <translation>scope musi być day, week, month, project, client lub session</translation>
    </message>
    <message>
        <source>per must be day, week or month</source>
        <translation>per musi być day, week lub month</translation>
    </message>
    <message>
        <source>dollars must be a number over 0 and up to 1000000</source>
        <translation>dollars musi być liczbą większą od 0 i do 1000000</translation>
    </message>
    <message>
        <source>tokens must be a whole number from 1 on</source>
        <translation>tokens musi być liczbą całkowitą od 1</translation>
    </message>
    <message>
        <source>name must be a word of letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;</source>
        <translation>name musi być słowem z liter, cyfr, „-”, „_” i „.”</translation>
    </message>
    <message>
        <source>%1 must be a number over 0 and up to 1000 (percent)</source>
        <translation>%1 musi być liczbą większą od 0 i do 1000 (procent)</translation>
    </message>
    <message>
        <source>%1 is not known; known are name, scope, per, dollars, tokens, warn, easyOnly and stop</source>
        <translation>%1 nie jest znane; znane są name, scope, per, dollars, tokens, warn, easyOnly i stop</translation>
    </message>
    <message>
        <source>needs a scope: day, week, month, project, client or session</source>
        <translation>potrzebuje zakresu (scope): day, week, month, project, client lub session</translation>
    </message>
    <message>
        <source>per is for the scope project alone</source>
        <translation>per dotyczy tylko zakresu project</translation>
    </message>
    <message>
        <source>needs dollars or tokens, and not both</source>
        <translation>potrzebuje dollars albo tokens, nie obu</translation>
    </message>
    <message>
        <source>warn, easyOnly and stop must not fall, in this order</source>
        <translation>warn, easyOnly i stop nie mogą maleć, w tej kolejności</translation>
    </message>
    <message>
        <source>needs one of warn, easyOnly and stop, in percent</source>
        <translation>potrzebuje jednego z warn, easyOnly i stop, w procentach</translation>
    </message>
    <message>
        <source>has more than %1 entries</source>
        <translation>ma więcej niż %1 pozycji</translation>
    </message>
    <message>
        <source>there is a limit named %1 already; give it a name</source>
        <translation>jest już limit o nazwie %1; nadaj mu nazwę</translation>
    </message>
    <message>
        <source>window must be a name such as 5h, 7d or 7d_opus</source>
        <translation>window musi być nazwą taką jak 5h, 7d lub 7d_opus</translation>
    </message>
    <message>
        <source>provider must be anthropic or codex</source>
        <translation>provider musi być anthropic lub codex</translation>
    </message>
    <message>
        <source>%1 must be a number over 0 and up to 100 (percent)</source>
        <translation>%1 musi być liczbą większą od 0 i do 100 (procent)</translation>
    </message>
    <message>
        <source>%1 is not known; known are window, provider, aggressive and easyOnly</source>
        <translation>%1 nie jest znane; znane są window, provider, aggressive i easyOnly</translation>
    </message>
    <message>
        <source>needs a window, such as 5h or 7d</source>
        <translation>potrzebuje okna (window), na przykład 5h lub 7d</translation>
    </message>
    <message>
        <source>needs aggressive, easyOnly or both, in percent</source>
        <translation>potrzebuje aggressive, easyOnly lub obu, w procentach</translation>
    </message>
    <message>
        <source>aggressive must be below easyOnly</source>
        <translation>aggressive musi być mniejsze od easyOnly</translation>
    </message>
    <message>
        <source>names a window for the second time</source>
        <translation>podaje okno po raz drugi</translation>
    </message>
    <message>
        <source>When a plan&apos;s windows make routing aggressive or easy-only; not set: never</source>
        <translation>Kiedy okna planu czynią trasowanie agresywnym lub tylko łatwym; nieustawione: nigdy</translation>
    </message>
    <message>
        <source>Allow use beyond the plan, which is paid for; without it such use makes routing easy-only. Needs MORPH_ROUTER_QUOTA</source>
        <translation>Pozwól na użycie ponad plan, które jest płatne; bez tego takie użycie przełącza routing na easy-only. Wymaga MORPH_ROUTER_QUOTA</translation>
    </message>
    <message>
        <source>Limits a day, project, client key or session, and what happens at them</source>
        <translation>Limity na dzień, projekt, klucz klienta lub sesję i co się przy nich dzieje</translation>
    </message>
    <message>
        <source>%1 is not known; known are action, budget and for</source>
        <translation>%1 nie jest znane; znane są action, budget i for</translation>
    </message>
    <message>
        <source>for must be day, or up to 24h as 1h or 30m</source>
        <translation>for musi być day albo do 24h, na przykład 1h lub 30m</translation>
    </message>
    <message>
        <source>action must be lift or restore</source>
        <translation>action musi być lift lub restore</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 z %2 tokenów</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 z %2</translation>
    </message>
    <message>
        <source>the plan&apos;s window %1 of %2 is used up, and further use is paid for</source>
        <translation>okno %1 planu u %2 jest wyczerpane, a dalsze użycie jest płatne</translation>
    </message>
    <message>
        <source>does nothing without MORPH_ROUTER_AUTO_MODEL</source>
        <translation>nic nie robi bez MORPH_ROUTER_AUTO_MODEL</translation>
    </message>
    <message>
        <source>List a model auto, and choose for every request that names it</source>
        <translation>Oferować model auto i wybierać dla każdego żądania, które go wymienia</translation>
    </message>
    <message>
        <source>Choose a model for auto alone; every other name keeps its model. Needs MORPH_ROUTER_AUTO_MODEL</source>
        <translation>Wybieraj model tylko dla auto; każda inna nazwa zachowuje swój model. Wymaga MORPH_ROUTER_AUTO_MODEL</translation>
    </message>
    <message>
        <source>%1 stands for %2 where nothing else is decided</source>
        <translation>%1 zastępuje %2, gdy nie zdecydowano inaczej</translation>
    </message>
    <message>
        <source>Lower the effort of an easy task at a session&apos;s start, not the model</source>
        <translation>Przy łatwym zadaniu na początku sesji obniżać wysiłek, a nie model</translation>
    </message>
    <message>
        <source>the model&apos;s own effort is not known</source>
        <translation>własny wysiłek modelu nie jest znany</translation>
    </message>
    <message>
        <source>another effort would lose its cache</source>
        <translation>inny wysiłek utraciłby jej pamięć podręczną</translation>
    </message>
    <message>
        <source>instead of %1</source>
        <translation>zamiast %1</translation>
    </message>
    <message>
        <source>the server does not keep to HTTP/2</source>
        <translation>serwer nie przestrzega HTTP/2</translation>
    </message>
    <message>
        <source>the plan&apos;s window %1 of %2 is used to %3 %, from %4 % on</source>
        <translation>okno %1 planu u %2 jest zużyte w %3 %, obowiązuje od %4 %</translation>
    </message>
    <message>
        <source>the body is JSON, but no object</source>
        <translation>treść to JSON, ale nie obiekt</translation>
    </message>
    <message>
        <source>minutes must be a number above 0, up to 10080</source>
        <translation>minutes musi być liczbą większą od 0, najwyżej 10080</translation>
    </message>
    <message>
        <source>the budget of the client %1 stands at %2</source>
        <translation>budżet klienta %1 wynosi %2</translation>
    </message>
    <message>
        <source>budget: %1</source>
        <translation>budget: %1</translation>
    </message>
    <message>
        <source>%1 is not for the budget of a client</source>
        <translation>%1 nie dotyczy budżetu klienta</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an address or network</source>
        <translation>„%1” nie jest adresem ani siecią</translation>
    </message>
    <message>
        <source>&quot;%1&quot; would trust everybody</source>
        <translation>„%1” oznaczałoby zaufanie do wszystkich</translation>
    </message>
    <message>
        <source>loopback addresses, or LLM_PROXY_API_KEYS or LLM_PROXY_CLIENTS as well</source>
        <translation>adresy pętli zwrotnej albo dodatkowo LLM_PROXY_API_KEYS lub LLM_PROXY_CLIENTS</translation>
    </message>
    <message>
        <source>%1 can be read by its group</source>
        <translation>%1 może odczytać jego grupa</translation>
    </message>
    <message>
        <source>%1 has no clients yet: every request is refused until &quot;llm-proxy clients add&quot; makes one</source>
        <translation>%1 nie ma jeszcze klientów: każde żądanie jest odrzucane, dopóki „llm-proxy clients add” nie utworzy klienta</translation>
    </message>
    <message>
        <source>does nothing without LLM_PROXY_TRUSTED_PROXIES</source>
        <translation>bez LLM_PROXY_TRUSTED_PROXIES nic nie robi</translation>
    </message>
    <message>
        <source>client %1: %2</source>
        <translation>klient %1: %2</translation>
    </message>
    <message>
        <source>key: sha256: is followed by 64 hex digits</source>
        <translation>key: po sha256: następują 64 cyfry szesnastkowe</translation>
    </message>
    <message>
        <source>key must be at least %1 visible ASCII characters without commas, or sha256: and 64 hex digits</source>
        <translation>key musi mieć co najmniej %1 widocznych znaków ASCII bez przecinków albo sha256: i 64 cyfry szesnastkowe</translation>
    </message>
    <message>
        <source>policy must be cache-aware, human-turn, every-request or off</source>
        <translation>policy musi być cache-aware, human-turn, every-request albo off</translation>
    </message>
    <message>
        <source>models must be 1 to %1 names, in which * stands for any text</source>
        <translation>models musi zawierać od 1 do %1 nazw, w których * oznacza dowolny tekst</translation>
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
        <translation>revoked musi być true albo false</translation>
    </message>
    <message>
        <source>%1 is not known; known are name, key, policy, models, budget, expires and revoked</source>
        <translation>%1 nie jest znane; znane są name, key, policy, models, budget, expires i revoked</translation>
    </message>
    <message>
        <source>needs a key</source>
        <translation>wymaga key</translation>
    </message>
    <message>
        <source>is no JSON of the form {&quot;clients&quot;: [{&quot;name&quot;: …, &quot;key&quot;: …}]}</source>
        <translation>nie jest kodem JSON postaci {&quot;clients&quot;: [{&quot;name&quot;: …, &quot;key&quot;: …}]}</translation>
    </message>
    <message>
        <source>has an entry that is not name:key</source>
        <translation>ma wpis, który nie jest postaci name:key</translation>
    </message>
    <message>
        <source>has more than %1 clients</source>
        <translation>ma więcej niż %1 klientów</translation>
    </message>
    <message>
        <source>there is a client %1 already</source>
        <translation>klient %1 już istnieje</translation>
    </message>
    <message>
        <source>its key is another one&apos;s too</source>
        <translation>jego klucz należy też do innego</translation>
    </message>
    <message>
        <source>%1 can&apos;t be read</source>
        <translation>nie można odczytać %1</translation>
    </message>
    <message>
        <source>%1 can be read by everybody: chmod 600</source>
        <translation>%1 mogą odczytać wszyscy: chmod 600</translation>
    </message>
    <message>
        <source>%1 is larger than %2 bytes</source>
        <translation>%1 jest większy niż %2 bajtów</translation>
    </message>
    <message>
        <source>name must be a word of letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;, at most %1</source>
        <translation>name musi być słowem z liter, cyfr, „-”, „_” i „.”, najwyżej %1</translation>
    </message>
    <message>
        <source>the name %1 could be taken for a key&apos;s fingerprint</source>
        <translation>nazwę %1 można by wziąć za odcisk klucza</translation>
    </message>
    <message>
        <source>must be a day (2027-01-31) or a time (2027-01-31T18:00:00Z)</source>
        <translation>musi być dniem (2027-01-31) albo czasem (2027-01-31T18:00:00Z)</translation>
    </message>
    <message>
        <source>IP addresses or localhost; beyond loopback LLM_PROXY_API_KEYS or LLM_PROXY_CLIENTS is needed</source>
        <translation>adresy IP albo localhost; poza pętlą zwrotną potrzebne jest LLM_PROXY_API_KEYS lub LLM_PROXY_CLIENTS</translation>
    </message>
    <message>
        <source>Named clients, each with a key of its own; not set: there are none</source>
        <translation>Nazwani klienci, każdy z własnym kluczem; nieustawione: nie ma żadnych</translation>
    </message>
    <message>
        <source>a file that its owner alone can read, name:key,name:key or a JSON array of objects</source>
        <translation>plik, który może czytać tylko jego właściciel, name:key,name:key albo tablica JSON obiektów</translation>
    </message>
    <message>
        <source>Balancers whose X-Forwarded-For is believed; from anybody else it is ignored</source>
        <translation>Balansery, których X-Forwarded-For jest uznawany; od innych jest ignorowany</translation>
    </message>
    <message>
        <source>addresses or networks such as 10.0.0.0/8</source>
        <translation>adresy albo sieci, np. 10.0.0.0/8</translation>
    </message>
    <message>
        <source>Trusted proxies begin each connection with a header of the PROXY protocol, version 2</source>
        <translation>Zaufane serwery pośredniczące zaczynają każde połączenie nagłówkiem protokołu PROXY w wersji 2</translation>
    </message>
    <message>
        <source>How long a stop still takes requests while /readyz already answers 503</source>
        <translation>Jak długo przy zatrzymaniu żądania są jeszcze przyjmowane, gdy /readyz odpowiada już 503</translation>
    </message>
    <message>
        <source>LLM_PROXY_CLIENTS: %1; the former clients stay</source>
        <translation>LLM_PROXY_CLIENTS: %1; pozostają dotychczasowi klienci</translation>
    </message>
    <message>
        <source>A trusted proxy begins with a header of the PROXY protocol here.</source>
        <translation>Zaufany serwer pośredniczący zaczyna tu nagłówkiem protokołu PROXY.</translation>
    </message>
    <message>
        <source>The PROXY protocol is read in version 2 alone: let the balancer send that (send-proxy-v2).</source>
        <translation>Protokół PROXY jest czytany tylko w wersji 2: niech równoważnik wysyła tę (send-proxy-v2).</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is of an unknown kind.</source>
        <translation>Nagłówek protokołu PROXY jest nieznanego rodzaju.</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is too large.</source>
        <translation>Nagłówek protokołu PROXY jest za duży.</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is shorter than its addresses.</source>
        <translation>Nagłówek protokołu PROXY jest krótszy niż jego adresy.</translation>
    </message>
    <message>
        <source>this proxy key has expired</source>
        <translation>ten klucz proxy wygasł</translation>
    </message>
    <message>
        <source>this proxy key was revoked</source>
        <translation>ten klucz proxy został unieważniony</translation>
    </message>
    <message>
        <source>the client %1 may not use the model %2</source>
        <translation>klient %1 nie może używać modelu %2</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and those of a websocket are not looked at: use HTTP</source>
        <translation>modele klienta %1 są ograniczone, a modeli gniazda WebSocket się nie sprawdza: użyj HTTP</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and this path does not tell the model</source>
        <translation>modele klienta %1 są ograniczone, a ta ścieżka nie podaje modelu</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and this body does not tell the model for sure</source>
        <translation>modele klienta %1 są ograniczone, a ta treść nie podaje modelu jednoznacznie</translation>
    </message>
    <message>
        <source>is no URL of the scheme redis or rediss</source>
        <translation>nie jest adresem URL o schemacie redis lub rediss</translation>
    </message>
    <message>
        <source>names no host</source>
        <translation>nie podaje hosta</translation>
    </message>
    <message>
        <source>its path is no number of a database</source>
        <translation>jego ścieżka nie jest numerem bazy danych</translation>
    </message>
    <message>
        <source>its user or password is too long</source>
        <translation>jego użytkownik lub hasło jest za długie</translation>
    </message>
    <message>
        <source>it names a user without a password</source>
        <translation>podaje użytkownika bez hasła</translation>
    </message>
    <message>
        <source>Redis or Valkey that several instances share; not set: nothing is shared</source>
        <translation>Redis lub Valkey wspólny dla kilku instancji; nieustawione: nic nie jest wspólne</translation>
    </message>
    <message>
        <source>redis://user:password@host:port/database, or rediss:// for TLS; special characters percent-encoded</source>
        <translation>redis://użytkownik:hasło@host:port/baza, albo rediss:// dla TLS; znaki specjalne zakodowane procentowo</translation>
    </message>
    <message>
        <source>&quot;%1&quot; holds no certificates that can be read</source>
        <translation>„%1” nie zawiera certyfikatów, które można odczytać</translation>
    </message>
    <message>
        <source>a file of certificates in PEM</source>
        <translation>plik z certyfikatami w PEM</translation>
    </message>
    <message>
        <source>is not set: each instance keys its fingerprints by itself, so decisions, sessions and overrides are not shared</source>
        <translation>nie jest ustawione: każda instancja koduje odciski własnym kluczem, więc decyzje, sesje i nadpisania nie są wspólne</translation>
    </message>
    <message>
        <source>the same file of at least %1 secret bytes for all</source>
        <translation>ten sam plik z co najmniej %1 tajnymi bajtami dla wszystkich</translation>
    </message>
    <message>
        <source>&quot;%1&quot; holds no key that can be read</source>
        <translation>„%1” nie zawiera klucza, który można odczytać</translation>
    </message>
    <message>
        <source>a file of %1 to %2 bytes</source>
        <translation>plik o rozmiarze od %1 do %2 bajtów</translation>
    </message>
    <message>
        <source>Certificates (PEM) with which the store&apos;s own is checked; not set: the system&apos;s</source>
        <translation>Certyfikaty (PEM), którymi sprawdzany jest certyfikat magazynu; bez ustawienia: systemowe</translation>
    </message>
    <message>
        <source>Secret by which fingerprints are keyed, the same on all instances; not set: a new one at each start</source>
        <translation>Sekret, którym kodowane są odciski, ten sam we wszystkich instancjach; nieustawione: nowy przy każdym starcie</translation>
    </message>
    <message>
        <source>this instance does not know the session: name the model</source>
        <translation>ta instancja nie zna sesji: podaj model</translation>
    </message>
    <message>
        <source>%1, by another instance</source>
        <translation>%1, przez inną instancję</translation>
    </message>
    <message>
        <source>no answer within %1 ms</source>
        <translation>brak odpowiedzi w ciągu %1 ms</translation>
    </message>
    <message>
        <source>the connection was %1</source>
        <translation>połączenie zakończono: %1</translation>
    </message>
    <message>
        <source>its answer is not understood</source>
        <translation>jego odpowiedź jest niezrozumiała</translation>
    </message>
    <message>
        <source>is being connected</source>
        <translation>jest łączony</translation>
    </message>
    <message>
        <source>is shared</source>
        <translation>jest wspólny</translation>
    </message>
    <message>
        <source>can&apos;t be reached: this instance works alone</source>
        <translation>jest nieosiągalny: ta instancja działa sama</translation>
    </message>
    <message>
        <source>does not answer in time: this instance works alone</source>
        <translation>nie odpowiada na czas: ta instancja działa sama</translation>
    </message>
    <message>
        <source>refuses this instance, which works alone</source>
        <translation>odrzuca tę instancję, która działa sama</translation>
    </message>
    <message>
        <source>takes no writes, it is a replica: what this instance learns is not shared</source>
        <translation>nie przyjmuje zapisów, to replika: czego ta instancja się nauczy, nie jest wspólne</translation>
    </message>
    <message>
        <source>takes no writes, it is full: what this instance learns is not shared</source>
        <translation>nie przyjmuje zapisów, jest pełny: czego ta instancja się nauczy, nie jest wspólne</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited: no fallbacks</source>
        <translation>modele klienta %1 są ograniczone: bez fallbacks</translation>
    </message>
    <message>
        <source>client_name must be a text</source>
        <translation>client_name musi być tekstem</translation>
    </message>
    <message>
        <source>this instance does not know the session: name its client (client_name)</source>
        <translation>ta instancja nie zna sesji: podaj jej klienta (client_name)</translation>
    </message>
    <message>
        <source>answers in part: what its silent node holds is not shared</source>
        <translation>odpowiada częściowo: to, co trzyma milczący węzeł, nie jest współdzielone</translation>
    </message>
    <message>
        <source>this closes no parenthesis</source>
        <translation>to nie zamyka żadnego nawiasu</translation>
    </message>
    <message>
        <source>too many parentheses</source>
        <translation>za dużo nawiasów</translation>
    </message>
    <message>
        <source>this parenthesis is not closed</source>
        <translation>ten nawias nie jest zamknięty</translation>
    </message>
    <message>
        <source>the filter is too long</source>
        <translation>filtr jest za długi</translation>
    </message>
    <message>
        <source>`%1` is no number; write &gt;500, &lt;=2k or 10s</source>
        <translation>`%1` nie jest liczbą; napisz &gt;500, &lt;=2k lub 10s</translation>
    </message>
    <message>
        <source>`%1` is no time; write 10m, 2h, 14:30 or 2026-11-30</source>
        <translation>`%1` nie jest czasem; napisz 10m, 2h, 14:30 lub 2026-11-30</translation>
    </message>
    <message>
        <source>write yes or no, not `%1`</source>
        <translation>napisz yes lub no, a nie `%1`</translation>
    </message>
    <message>
        <source>no field `%1`; a word with a colon stands in quotes</source>
        <translation>nie ma pola `%1`; słowo z dwukropkiem pisze się w cudzysłowie</translation>
    </message>
    <message>
        <source>no field `%1`; did you mean `%2`?</source>
        <translation>nie ma pola `%1`; czy chodziło o `%2`?</translation>
    </message>
    <message>
        <source>Keep the text of the latest requests and answers, in memory only: how many requests, at most 64 MB; 0: none</source>
        <translation>Zachowuj tekst najnowszych żądań i odpowiedzi, tylko w pamięci: ile żądań, najwyżej 64 MB; 0: żadnych</translation>
    </message>
    <message>
        <source>the texts of this exchange are not kept</source>
        <translation>teksty tej wymiany nie są zachowane</translation>
    </message>
    <message>
        <source>this file holds no request that can be shown</source>
        <translation>ten plik nie zawiera żadnego żądania, które można pokazać</translation>
    </message>
    <message>
        <source>the file is larger than %1 MB</source>
        <translation>plik jest większy niż %1 MB</translation>
    </message>
    <message>
        <source>it closed the connection while that was made</source>
        <translation>zamknął połączenie podczas jego nawiązywania</translation>
    </message>
    <message>
        <source>the upstream at %1: %2</source>
        <translation>upstream pod adresem %1: %2</translation>
    </message>
    <message>
        <source>%1 can&apos;t be created: %2</source>
        <translation>nie można utworzyć %1: %2</translation>
    </message>
    <message>
        <source>The budget of the client %1 is used up: %2. It begins anew at %3; until then whoever runs this proxy can lift it.</source>
        <translation>Budżet klienta %1 jest wyczerpany: %2. Zaczyna się od nowa o %3; do tego czasu może go zawiesić ten, kto prowadzi to proxy.</translation>
    </message>
    <message>
        <source>has no address of this machine alone: bin/start and bin/health are refused without a key</source>
        <translation>nie ma adresu dostępnego tylko z tej maszyny: bin/start i bin/health są odrzucane bez klucza</translation>
    </message>
    <message>
        <source>127.0.0.1 as well, or LLM_PROXY_API_KEYS</source>
        <translation>także 127.0.0.1 albo LLM_PROXY_API_KEYS</translation>
    </message>
    <message>
        <source>neither LLM_PROXY_BUDGETS nor a client of LLM_PROXY_CLIENTS has a limit named %1</source>
        <translation>ani LLM_PROXY_BUDGETS, ani klient z LLM_PROXY_CLIENTS nie ma limitu o nazwie %1</translation>
    </message>
    <message>
        <source>the key of this request is none of this proxy&apos;s: send a proxy key as X-LLM-Proxy-Key or as the API key of your client</source>
        <translation>klucz tego żądania nie należy do tego proxy: wyślij klucz proxy jako X-LLM-Proxy-Key albo jako klucz API swojego klienta</translation>
    </message>
</context>
<context>
    <name>EngineCode</name>
    <message>
        <source>routed</source>
        <translation>skierowane</translation>
    </message>
    <message>
        <source>reused</source>
        <translation>powtórzone</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>zachowane</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>pominięte</translation>
    </message>
    <message>
        <source>reverted</source>
        <translation>cofnięte</translation>
    </message>
    <message>
        <source>pass</source>
        <translation>dalej</translation>
    </message>
    <message>
        <source>routing off</source>
        <translation>routing wyłączony</translation>
    </message>
    <message>
        <source>no Morph key</source>
        <translation>brak klucza Morph</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>nie jest JSON-em</translation>
    </message>
    <message>
        <source>encoded</source>
        <translation>zakodowane</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>brak modelu</translation>
    </message>
    <message>
        <source>model named twice</source>
        <translation>model podany dwukrotnie</translation>
    </message>
    <message>
        <source>no user text</source>
        <translation>brak tekstu użytkownika</translation>
    </message>
    <message>
        <source>side request</source>
        <translation>żądanie poboczne</translation>
    </message>
    <message>
        <source>probe</source>
        <translation>próba</translation>
    </message>
    <message>
        <source>sub-agent</source>
        <translation>podagent</translation>
    </message>
    <message>
        <source>compaction</source>
        <translation>kompaktowanie</translation>
    </message>
    <message>
        <source>unclear</source>
        <translation>niejasne</translation>
    </message>
    <message>
        <source>unknown label</source>
        <translation>nieznana etykieta</translation>
    </message>
    <message>
        <source>Morph unreachable</source>
        <translation>Morph nieosiągalny</translation>
    </message>
    <message>
        <source>Morph too slow</source>
        <translation>Morph zbyt wolny</translation>
    </message>
    <message>
        <source>Morph refused the key</source>
        <translation>Morph odrzucił klucz</translation>
    </message>
    <message>
        <source>Morph limits the rate</source>
        <translation>Morph ogranicza liczbę zapytań</translation>
    </message>
    <message>
        <source>Morph rejected it</source>
        <translation>odrzucone przez Morph</translation>
    </message>
    <message>
        <source>Morph failed</source>
        <translation>błąd Morph</translation>
    </message>
    <message>
        <source>Morph&apos;s answer unreadable</source>
        <translation>nieczytelna odpowiedź Morph</translation>
    </message>
    <message>
        <source>breaker open</source>
        <translation>bezpiecznik otwarty</translation>
    </message>
    <message>
        <source>breaker probing</source>
        <translation>bezpiecznik sprawdza</translation>
    </message>
    <message>
        <source>too busy</source>
        <translation>zbyt duże obciążenie</translation>
    </message>
    <message>
        <source>no listed model</source>
        <translation>brak modelu na liście</translation>
    </message>
    <message>
        <source>prefix not listed</source>
        <translation>prefiksu nie ma na liście</translation>
    </message>
    <message>
        <source>other family</source>
        <translation>inna rodzina</translation>
    </message>
    <message>
        <source>unknown continuation</source>
        <translation>nieznana kontynuacja</translation>
    </message>
    <message>
        <source>barred</source>
        <translation>zablokowane</translation>
    </message>
    <message>
        <source>keep rule</source>
        <translation>reguła zachowania</translation>
    </message>
    <message>
        <source>held by an override</source>
        <translation>przypięte ręcznie</translation>
    </message>
    <message>
        <source>unsafe</source>
        <translation>niebezpieczne</translation>
    </message>
    <message>
        <source>cache warm</source>
        <translation>cache ciepła</translation>
    </message>
    <message>
        <source>recent upgrade</source>
        <translation>niedawne przejście w górę</translation>
    </message>
    <message>
        <source>not worth asking</source>
        <translation>nie warto pytać</translation>
    </message>
    <message>
        <source>same model</source>
        <translation>ten sam model</translation>
    </message>
    <message>
        <source>caches ignored</source>
        <translation>cache pominięta</translation>
    </message>
    <message>
        <source>upgrade</source>
        <translation>w górę</translation>
    </message>
    <message>
        <source>cold</source>
        <translation>zimna</translation>
    </message>
    <message>
        <source>prices unknown</source>
        <translation>ceny nieznane</translation>
    </message>
    <message>
        <source>worth it</source>
        <translation>opłaca się</translation>
    </message>
    <message>
        <source>safe</source>
        <translation>bezpieczne</translation>
    </message>
    <message>
        <source>safe with changes</source>
        <translation>bezpieczne po zmianie</translation>
    </message>
    <message>
        <source>open tool exchange</source>
        <translation>otwarte wywołanie narzędzia</translation>
    </message>
    <message>
        <source>previous response</source>
        <translation>poprzednia odpowiedź</translation>
    </message>
    <message>
        <source>signed thinking</source>
        <translation>podpisane myślenie</translation>
    </message>
    <message>
        <source>max_tokens</source>
        <translation>max_tokens</translation>
    </message>
    <message>
        <source>context window</source>
        <translation>okno kontekstu</translation>
    </message>
    <message>
        <source>images</source>
        <translation>obrazy</translation>
    </message>
    <message>
        <source>documents</source>
        <translation>dokumenty</translation>
    </message>
    <message>
        <source>audio</source>
        <translation>dźwięk</translation>
    </message>
    <message>
        <source>beta feature</source>
        <translation>funkcja beta</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>myślenie</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>nieznane</translation>
    </message>
    <message>
        <source>a person asks</source>
        <translation>pytanie człowieka</translation>
    </message>
    <message>
        <source>tool continuation</source>
        <translation>kontynuacja narzędzia</translation>
    </message>
    <message>
        <source>start of a sub-agent</source>
        <translation>start podagenta</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>łatwe</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>średnie</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>trudne</translation>
    </message>
    <message>
        <source>open</source>
        <translation>otwarte</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>ukończone</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>nieudane</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>urwane</translation>
    </message>
    <message>
        <source>client left</source>
        <translation>klient odszedł</translation>
    </message>
    <message>
        <source>the client changed it</source>
        <translation>zmieniony przez klienta</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>bezczynność</translation>
    </message>
    <message>
        <source>upstream</source>
        <translation>upstream</translation>
    </message>
    <message>
        <source>model switch</source>
        <translation>zmiana modelu</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>zamknięte</translation>
    </message>
    <message>
        <source>reset</source>
        <translation>zresetowane</translation>
    </message>
    <message>
        <source>masked</source>
        <translation>zamaskowane</translation>
    </message>
    <message>
        <source>not cheaper</source>
        <translation>nie tańszy</translation>
    </message>
    <message>
        <source>targets ended</source>
        <translation>cele wycofane</translation>
    </message>
    <message>
        <source>keep</source>
        <translation>zachowaj</translation>
    </message>
    <message>
        <source>not listed</source>
        <translation>nie ma na liście</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>wycofany</translation>
    </message>
    <message>
        <source>strong enough</source>
        <translation>wystarczająco silny</translation>
    </message>
    <message>
        <source>state at the provider</source>
        <translation>stan u dostawcy</translation>
    </message>
    <message>
        <source>system message</source>
        <translation>komunikat systemowy</translation>
    </message>
    <message>
        <source>effort of a message</source>
        <translation>wysiłek jednej wiadomości</translation>
    </message>
    <message>
        <source>prefill</source>
        <translation>początek odpowiedzi</translation>
    </message>
    <message>
        <source>forced tool</source>
        <translation>wymuszone narzędzie</translation>
    </message>
    <message>
        <source>sampling</source>
        <translation>próbkowanie</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>przyjęty</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>szybkość</translation>
    </message>
    <message>
        <source>stop sequences</source>
        <translation>sekwencje stop</translation>
    </message>
    <message>
        <source>output format</source>
        <translation>format odpowiedzi</translation>
    </message>
    <message>
        <source>fallbacks</source>
        <translation>modele zapasowe</translation>
    </message>
    <message>
        <source>tool version</source>
        <translation>wersja narzędzia</translation>
    </message>
    <message>
        <source>unknown to this machine</source>
        <translation>nieznane temu komputerowi</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>ciąg dalszy</translation>
    </message>
    <message>
        <source>hard before</source>
        <translation>wcześniej trudne</translation>
    </message>
    <message>
        <source>plan mode</source>
        <translation>tryb planowania</translation>
    </message>
    <message>
        <source>failed results</source>
        <translation>nieudane wyniki</translation>
    </message>
    <message>
        <source>the same calls</source>
        <translation>te same wywołania</translation>
    </message>
    <message>
        <source>fee too high</source>
        <translation>opłata za wysoka</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>zatrzymane</translation>
    </message>
    <message>
        <source>limit used up</source>
        <translation>limit wyczerpany</translation>
    </message>
    <message>
        <source>aggressive</source>
        <translation>agresywnie</translation>
    </message>
    <message>
        <source>easy models only</source>
        <translation>tylko łatwe modele</translation>
    </message>
    <message>
        <source>only auto is routed</source>
        <translation>kierowany jest tylko auto</translation>
    </message>
    <message>
        <source>no levels known</source>
        <translation>nie znane są poziomy</translation>
    </message>
    <message>
        <source>set in the name</source>
        <translation>ustawione w nazwie</translation>
    </message>
    <message>
        <source>not readable</source>
        <translation>nieczytelne</translation>
    </message>
    <message>
        <source>low enough</source>
        <translation>wystarczająco niski</translation>
    </message>
    <message>
        <source>the session runs</source>
        <translation>sesja trwa</translation>
    </message>
    <message>
        <source>warned</source>
        <translation>ostrzeżono</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>niedozwolone</translation>
    </message>
</context>
<context>
    <name>EngineStep</name>
    <message>
        <source>routing switch</source>
        <translation>przełącznik routingu</translation>
    </message>
    <message>
        <source>routable</source>
        <translation>nadaje się do routingu</translation>
    </message>
    <message>
        <source>override</source>
        <translation>ręcznie</translation>
    </message>
    <message>
        <source>kind of turn</source>
        <translation>rodzaj tury</translation>
    </message>
    <message>
        <source>model family</source>
        <translation>rodzina modeli</translation>
    </message>
    <message>
        <source>previous response</source>
        <translation>poprzednia odpowiedź</translation>
    </message>
    <message>
        <source>known turn</source>
        <translation>znana tura</translation>
    </message>
    <message>
        <source>session</source>
        <translation>sesja</translation>
    </message>
    <message>
        <source>continuation</source>
        <translation>kontynuacja</translation>
    </message>
    <message>
        <source>text</source>
        <translation>tekst</translation>
    </message>
    <message>
        <source>classification</source>
        <translation>klasyfikacja</translation>
    </message>
    <message>
        <source>preflight</source>
        <translation>kontrola wstępna</translation>
    </message>
    <message>
        <source>switch policy</source>
        <translation>zasady zmiany</translation>
    </message>
    <message>
        <source>keep rule</source>
        <translation>reguła zachowania</translation>
    </message>
    <message>
        <source>asking Morph</source>
        <translation>pytanie do Morph</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>cofnięcie</translation>
    </message>
    <message>
        <source>choice</source>
        <translation>wybór</translation>
    </message>
    <message>
        <source>secrets</source>
        <translation>sekrety</translation>
    </message>
    <message>
        <source>target</source>
        <translation>cel</translation>
    </message>
    <message>
        <source>judged on this machine</source>
        <translation>ocena na tym komputerze</translation>
    </message>
    <message>
        <source>sign of the agent</source>
        <translation>sygnał agenta</translation>
    </message>
    <message>
        <source>plan limit</source>
        <translation>limit planu</translation>
    </message>
    <message>
        <source>model auto</source>
        <translation>model auto</translation>
    </message>
    <message>
        <source>only auto</source>
        <translation>tylko auto</translation>
    </message>
    <message>
        <source>effort</source>
        <translation>wysiłek</translation>
    </message>
    <message>
        <source>budget</source>
        <translation>budżet</translation>
    </message>
</context>
<context>
    <name>ExchangeFacts</name>
    <message>
        <source>nothing: every byte as the client sent it</source>
        <translation>nic: każdy bajt taki, jak wysłał klient</translation>
    </message>
    <message>
        <source>bytes %1–%2 of %3; everything else identical</source>
        <translation>bajty %1–%2 z %3; reszta identyczna</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>nie podano</translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation>zaoszczędzono %1</translation>
    </message>
    <message>
        <source>%1 tokens were not read again (%2)</source>
        <translation>nie odczytano ponownie %1 tokenów (%2)</translation>
    </message>
    <message>
        <source>%1 tokens were not read again (%2), first difference at %3</source>
        <translation>nie odczytano ponownie %1 tokenów (%2), pierwsza różnica: %3</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Decyzja</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Powody</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Reguła</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Zmieniono</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Zużycie</translation>
    </message>
    <message>
        <source>Cache lost</source>
        <translation>Utrata cache</translation>
    </message>
    <message>
        <source>upstream said %1</source>
        <translation>upstream zwrócił %1</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Błąd</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Odpowiedź</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bajty</translation>
    </message>
    <message numerus="yes">
        <source>%1 up, %2 down, %n attempt(s) upstream</source>
        <translation>
            <numerusform>wysłano %1, odebrano %2, %n próba w upstreamie</numerusform>
            <numerusform>wysłano %1, odebrano %2, %n próby w upstreamie</numerusform>
            <numerusform>wysłano %1, odebrano %2, %n prób w upstreamie</numerusform>
        </translation>
    </message>
    <message>
        <source>Converted</source>
        <translation>Konwersja</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sesja</translation>
    </message>
    <message>
        <source>Classified text</source>
        <translation>Klasyfikowany tekst</translation>
    </message>
    <message>
        <source>recording it is off</source>
        <translation>nie jest zapisywany</translation>
    </message>
    <message numerus="yes">
        <source>Morph in %1, %n request(s)</source>
        <translation>
            <numerusform>Morph w %1, %n żądanie</numerusform>
            <numerusform>Morph w %1, %n żądania</numerusform>
            <numerusform>Morph w %1, %n żądań</numerusform>
        </translation>
    </message>
    <message>
        <source>This machine says</source>
        <translation>Ten komputer mówi</translation>
    </message>
    <message>
        <source>%1 (looks hard: %2 of 100)</source>
        <translation>%1 (wygląda na trudne: %2 na 100)</translation>
    </message>
    <message>
        <source>Client&apos;s name</source>
        <translation>Nazwa klienta</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Tokeny wejściowe</translation>
    </message>
    <message>
        <source>read from the cache</source>
        <translation>odczytane z pamięci podręcznej</translation>
    </message>
    <message>
        <source>written to the cache</source>
        <translation>zapisane do pamięci podręcznej</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Tokeny wyjściowe</translation>
    </message>
    <message>
        <source>of them thoughts</source>
        <translation>w tym rozumowanie</translation>
    </message>
    <message>
        <source>Cost at list prices</source>
        <translation>Koszt według cennika</translation>
    </message>
    <message>
        <source>as requested</source>
        <translation>zgodnie z żądaniem</translation>
    </message>
    <message>
        <source>Morph&apos;s fee</source>
        <translation>opłata Morph</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Zapisane</translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) passed</source>
        <translation>
            <numerusform>%n sprawdzenie pomyślne</numerusform>
            <numerusform>%n sprawdzenia pomyślne</numerusform>
            <numerusform>%n sprawdzeń pomyślnych</numerusform>
        </translation>
    </message>
    <message>
        <source>cache warm</source>
        <translation>cache ciepła</translation>
    </message>
    <message>
        <source>cache cold</source>
        <translation>pamięć podręczna zimna</translation>
    </message>
    <message>
        <source>stays with %1</source>
        <translation>pozostaje przy %1</translation>
    </message>
    <message>
        <source>passed on unchanged</source>
        <translation>przekazane bez zmian</translation>
    </message>
    <message>
        <source>cost %1 more</source>
        <translation>kosztowało %1 więcej</translation>
    </message>
    <message>
        <source>What is this?</source>
        <translation>Co to jest?</translation>
    </message>
</context>
<context>
    <name>HumanFormat</name>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 godz. %2 min</translation>
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
        <translation>Co to jest? %1</translation>
    </message>
    <message>
        <source>What is this? (manual, F1)</source>
        <translation>Co to jest? (podręcznik, F1)</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>The proxy went down or came up</source>
        <translation>Proxy przestało lub zaczęło działać</translation>
    </message>
    <message>
        <source>Morph or CLIProxyAPI failed or works again</source>
        <translation>Morph lub CLIProxyAPI przestał działać albo znów działa</translation>
    </message>
    <message>
        <source>A stream stood still for a minute</source>
        <translation>Strumień zamarł na minutę</translation>
    </message>
    <message>
        <source>A session lost its prompt cache</source>
        <translation>Sesja utraciła cache promptu</translation>
    </message>
    <message>
        <source>The day&apos;s budget is used up</source>
        <translation>Dzienny budżet został wyczerpany</translation>
    </message>
    <message>
        <source>%1 of %2 at list prices. Requests go on.</source>
        <translation>%1 z %2 wg cennika. Żądania są nadal obsługiwane.</translation>
    </message>
    <message>
        <source>The proxy does not serve</source>
        <translation>Proxy nie obsługuje żądań</translation>
    </message>
    <message>
        <source>The proxy serves again</source>
        <translation>Proxy znów obsługuje żądania</translation>
    </message>
    <message>
        <source>%1 fails</source>
        <translation>%1 nie działa</translation>
    </message>
    <message>
        <source>%1 works again</source>
        <translation>%1 znów działa</translation>
    </message>
    <message>
        <source>A stream stands still</source>
        <translation>Strumień stoi w miejscu</translation>
    </message>
    <message>
        <source>A stream stood still</source>
        <translation>Strumień zamarł</translation>
    </message>
    <message>
        <source>%1: no byte for %2, and it is still open</source>
        <translation>%1: od %2 ani jednego bajtu, a strumień nadal jest otwarty</translation>
    </message>
    <message>
        <source>%1: %2 without a byte, then %3</source>
        <translation>%1: %2 bez ani jednego bajtu, potem %3</translation>
    </message>
    <message>
        <source>%1 on %2: %3 tokens had to be sent anew (%4)</source>
        <translation>%1, %2: ponownie wysłano %3 tokenów (%4)</translation>
    </message>
    <message>
        <source>A model ends soon, or the map needs care</source>
        <translation>Model wkrótce się kończy lub mapa wymaga uwagi</translation>
    </message>
    <message>
        <source>Models need your care</source>
        <translation>Modele wymagają uwagi</translation>
    </message>
    <message>
        <source>%1 (%2 in all, see Health)</source>
        <translation>%1 (razem %2, zobacz Stan)</translation>
    </message>
    <message>
        <source>A budget or limit is used up, or nearly</source>
        <translation>Budżet lub limit jest wyczerpany albo prawie</translation>
    </message>
    <message>
        <source>The limit %1 is used up</source>
        <translation>Limit %1 jest wyczerpany</translation>
    </message>
    <message>
        <source>%1. Requests are answered with 429; the tray&apos;s menu lifts it.</source>
        <translation>%1. Żądania otrzymują odpowiedź 429; znosi go menu zasobnika.</translation>
    </message>
    <message>
        <source>The limit %1: easy models only</source>
        <translation>Limit %1: tylko łatwe modele</translation>
    </message>
    <message>
        <source>%1. New tasks go to easy models.</source>
        <translation>%1. Nowe zadania trafiają do łatwych modeli.</translation>
    </message>
    <message>
        <source>The limit %1 is nearly used up</source>
        <translation>Limit %1 jest prawie wyczerpany</translation>
    </message>
    <message>
        <source>%1. Requests go on.</source>
        <translation>%1. Żądania są nadal obsługiwane.</translation>
    </message>
</context>
<context>
    <name>SettingLabels</name>
    <message>
        <source>Morph key</source>
        <translation>Klucz Morph</translation>
    </message>
    <message>
        <source>Morph&apos;s address</source>
        <translation>Adres Morph</translation>
    </message>
    <message>
        <source>Route requests</source>
        <translation>Kieruj żądania</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Tryb</translation>
    </message>
    <message>
        <source>Whose models</source>
        <translation>Czyje modele</translation>
    </message>
    <message>
        <source>How the model is chosen</source>
        <translation>Jak wybierany jest model</translation>
    </message>
    <message>
        <source>When to switch models</source>
        <translation>Kiedy zmieniać model</translation>
    </message>
    <message>
        <source>Who judges a task</source>
        <translation>Kto ocenia zadanie</translation>
    </message>
    <message>
        <source>Tell the client how it was routed</source>
        <translation>Mów klientowi, jak skierowano</translation>
    </message>
    <message>
        <source>Route the Responses API</source>
        <translation>Kieruj API Responses</translation>
    </message>
    <message>
        <source>Sub-agents</source>
        <translation>Podagenci</translation>
    </message>
    <message>
        <source>Offer a model called auto</source>
        <translation>Oferuj model o nazwie auto</translation>
    </message>
    <message>
        <source>Route auto only</source>
        <translation>Kieruj tylko auto</translation>
    </message>
    <message>
        <source>Lower the effort of easy tasks</source>
        <translation>Zmniejszaj wysiłek łatwych zadań</translation>
    </message>
    <message>
        <source>Mask secrets before asking Morph</source>
        <translation>Maskuj sekrety przed Morph</translation>
    </message>
    <message>
        <source>Save plan limits</source>
        <translation>Oszczędzaj limity planu</translation>
    </message>
    <message>
        <source>Allow use beyond the plan</source>
        <translation>Pozwól na użycie ponad plan</translation>
    </message>
    <message>
        <source>Further attempts at Morph</source>
        <translation>Dalsze próby u Morph</translation>
    </message>
    <message>
        <source>Calls to Morph at once</source>
        <translation>Jednoczesne zapytania do Morph</translation>
    </message>
    <message>
        <source>Time for a decision</source>
        <translation>Czas na decyzję</translation>
    </message>
    <message>
        <source>Failures that stop asking Morph</source>
        <translation>Błędy, które wstrzymują Morph</translation>
    </message>
    <message>
        <source>Pause after failures of Morph</source>
        <translation>Przerwa po błędach Morph</translation>
    </message>
    <message>
        <source>Models for easy tasks</source>
        <translation>Modele dla łatwych zadań</translation>
    </message>
    <message>
        <source>Models for medium tasks</source>
        <translation>Modele dla średnich zadań</translation>
    </message>
    <message>
        <source>Models for hard tasks</source>
        <translation>Modele dla trudnych zadań</translation>
    </message>
    <message>
        <source>Models for unclear tasks</source>
        <translation>Modele dla niejasnych zadań</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Reguły</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Addresses to listen on</source>
        <translation>Adresy nasłuchu</translation>
    </message>
    <message>
        <source>Keys for clients</source>
        <translation>Klucze dla klientów</translation>
    </message>
    <message>
        <source>Named clients</source>
        <translation>Nazwani klienci</translation>
    </message>
    <message>
        <source>Trusted balancers</source>
        <translation>Zaufane balansery</translation>
    </message>
    <message>
        <source>PROXY protocol from balancers</source>
        <translation>Protokół PROXY od balanserów</translation>
    </message>
    <message>
        <source>Further host names</source>
        <translation>Dalsze nazwy hosta</translation>
    </message>
    <message>
        <source>Allowed web origins</source>
        <translation>Dozwolone źródła web</translation>
    </message>
    <message>
        <source>Management from other machines</source>
        <translation>Zarządzanie z innych maszyn</translation>
    </message>
    <message>
        <source>Largest body that is routed</source>
        <translation>Największa kierowana treść</translation>
    </message>
    <message>
        <source>Memory for all bodies</source>
        <translation>Pamięć na wszystkie treści</translation>
    </message>
    <message>
        <source>Client connections</source>
        <translation>Połączenia klientów</translation>
    </message>
    <message>
        <source>Time for a request&apos;s head</source>
        <translation>Czas na nagłówek żądania</translation>
    </message>
    <message>
        <source>Silence inside a request</source>
        <translation>Cisza w żądaniu</translation>
    </message>
    <message>
        <source>Idle client connections</source>
        <translation>Bezczynne połączenia klientów</translation>
    </message>
    <message>
        <source>Time for open streams at a stop</source>
        <translation>Czas na otwarte strumienie</translation>
    </message>
    <message>
        <source>Notice before a stop</source>
        <translation>Zapowiedź przed zatrzymaniem</translation>
    </message>
    <message>
        <source>CLIProxyAPI&apos;s address</source>
        <translation>Adres CLIProxyAPI</translation>
    </message>
    <message>
        <source>CLIProxyAPI key</source>
        <translation>Klucz CLIProxyAPI</translation>
    </message>
    <message>
        <source>File with CLIProxyAPI&apos;s keys</source>
        <translation>Plik z kluczami CLIProxyAPI</translation>
    </message>
    <message>
        <source>API of the upstream</source>
        <translation>API serwera nadrzędnego</translation>
    </message>
    <message>
        <source>Further attempts upstream</source>
        <translation>Dalsze próby u serwera</translation>
    </message>
    <message>
        <source>Failures that stop the upstream</source>
        <translation>Błędy, które wstrzymują serwer</translation>
    </message>
    <message>
        <source>Time to connect</source>
        <translation>Czas na połączenie</translation>
    </message>
    <message>
        <source>Time to the first byte</source>
        <translation>Czas do pierwszego bajtu</translation>
    </message>
    <message>
        <source>Silence inside an answer</source>
        <translation>Cisza w odpowiedzi</translation>
    </message>
    <message>
        <source>Folder of the request log</source>
        <translation>Folder dziennika żądań</translation>
    </message>
    <message>
        <source>Log the text of tasks</source>
        <translation>Zapisuj tekst zadań</translation>
    </message>
    <message>
        <source>Texts kept in memory</source>
        <translation>Teksty w pamięci</translation>
    </message>
    <message>
        <source>Warn at a day&apos;s cost</source>
        <translation>Ostrzegaj przy koszcie dnia</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Limity</translation>
    </message>
    <message>
        <source>CLIProxyAPI program</source>
        <translation>Program CLIProxyAPI</translation>
    </message>
    <message>
        <source>Management key</source>
        <translation>Klucz zarządzania</translation>
    </message>
    <message>
        <source>Shared store</source>
        <translation>Wspólny magazyn</translation>
    </message>
    <message>
        <source>Certificates of the store</source>
        <translation>Certyfikaty magazynu</translation>
    </message>
    <message>
        <source>Shared fingerprint key</source>
        <translation>Wspólny klucz odcisków</translation>
    </message>
</context>
<context>
    <name>StatusIcons</name>
    <message>
        <source>CLIProxyAPI is not reachable</source>
        <translation>CLIProxyAPI jest niedostępny</translation>
    </message>
    <message>
        <source>Morph fails: requests keep their model</source>
        <translation>Morph nie działa: żądania zachowują swój model</translation>
    </message>
    <message>
        <source>Routing is off: no Morph API key is set</source>
        <translation>Routing wyłączony: nie ustawiono klucza API Morph</translation>
    </message>
    <message>
        <source>Limit used up: %1</source>
        <translation>Limit wyczerpany: %1</translation>
    </message>
</context>
<context>
    <name>app::ProgramHost</name>
    <message>
        <source>another llm-proxy owns %1</source>
        <translation>%1 należy do innego llm-proxy</translation>
    </message>
</context>
<context>
    <name>ui</name>
    <message>
        <source>About llm-proxy</source>
        <translation>O programie llm-proxy</translation>
    </message>
    <message>
        <source>A proxy that sends each task of an agent to the cheapest model that can do it.

It is made with Qt %1 (LGPL 3), simdjson and yaml-cpp (Apache 2, MIT), nghttp2 and tl-expected (MIT, CC0), xxHash and hiredis (BSD), zlib and zstd.</source>
        <translation>Proxy, który wysyła każde zadanie agenta do najtańszego modelu, który potrafi je wykonać.

Powstał z użyciem Qt %1 (LGPL 3), simdjson i yaml-cpp (Apache 2, MIT), nghttp2 i tl-expected (MIT, CC0), xxHash i hiredis (BSD), zlib i zstd.</translation>
    </message>
    <message>
        <source>&amp;Copy for a report</source>
        <translation>&amp;Kopiuj do zgłoszenia</translation>
    </message>
</context>
<context>
    <name>ui::AgentPage</name>
    <message>
        <source>&amp;Write</source>
        <translation>&amp;Zapisz</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Cofnij</translation>
    </message>
    <message>
        <source>What changes in %1</source>
        <translation>Co się zmieni w %1</translation>
    </message>
    <message>
        <source>&amp;Copy the lines instead</source>
        <translation>Tylko &amp;skopiuj wiersze</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>Skopiowano: %1</translation>
    </message>
    <message>
        <source>▲ Can&apos;t be changed: %1</source>
        <translation>▲ Nie można zmienić: %1</translation>
    </message>
    <message>
        <source>● %1 is connected</source>
        <translation>● %1: połączono</translation>
    </message>
    <message>
        <source>○ %1 is not connected yet</source>
        <translation>○ %1: jeszcze nie połączono</translation>
    </message>
    <message>
        <source>– %1 was not found on this machine</source>
        <translation>– %1: nie znaleziono na tym komputerze</translation>
    </message>
    <message>
        <source>%1 (the present file is kept beside it)</source>
        <translation>%1 (obecny plik zostanie zachowany obok)</translation>
    </message>
    <message>
        <source>%1 (new)</source>
        <translation>%1 (nowy)</translation>
    </message>
    <message>
        <source>Written. A running agent has to be started again.</source>
        <translation>Zapisano. Działającego agenta trzeba uruchomić ponownie.</translation>
    </message>
    <message>
        <source>Written; the former file is %1. A running agent has to be started again.</source>
        <translation>Zapisano; poprzedni plik to %1. Działającego agenta trzeba uruchomić ponownie.</translation>
    </message>
    <message>
        <source>The former file is back.</source>
        <translation>Przywrócono poprzedni plik.</translation>
    </message>
</context>
<context>
    <name>ui::BodyView</name>
    <message>
        <source>thought</source>
        <translation>rozumowanie</translation>
    </message>
    <message>
        <source>calls the tool %1</source>
        <translation>wywołuje narzędzie %1</translation>
    </message>
    <message>
        <source>result of a tool</source>
        <translation>wynik narzędzia</translation>
    </message>
    <message>
        <source>Text of the request</source>
        <translation>Tekst żądania</translation>
    </message>
    <message>
        <source>Text of the answer</source>
        <translation>Tekst odpowiedzi</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Raw events</source>
        <translation>Surowe zdarzenia</translation>
    </message>
    <message>
        <source>The bytes as they are, in place of the conversation</source>
        <translation>Bajty takie, jakie są, zamiast rozmowy</translation>
    </message>
    <message>
        <source>Find (Ctrl+F)</source>
        <translation>Znajdź (Ctrl+F)</translation>
    </message>
    <message>
        <source>Find in the text</source>
        <translation>Znajdź w tekście</translation>
    </message>
    <message>
        <source>The one before</source>
        <translation>Poprzednie</translation>
    </message>
    <message>
        <source>The next one</source>
        <translation>Następne</translation>
    </message>
    <message>
        <source>Copy request</source>
        <translation>Kopiuj żądanie</translation>
    </message>
    <message>
        <source>Copy answer</source>
        <translation>Kopiuj odpowiedź</translation>
    </message>
    <message>
        <source>All of the text that is shown</source>
        <translation>Cały pokazany tekst</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Zapisz…</translation>
    </message>
    <message>
        <source>Into a file, as it is shown</source>
        <translation>Do pliku, tak jak pokazano</translation>
    </message>
    <message>
        <source>The text of this request is not kept. Settings &gt; Recording: &quot;Keep the text of the latest requests&quot; keeps that of later ones, in memory only.</source>
        <translation>Tekst tego żądania nie jest zachowany. Ustawienia &gt; Zapis: „Zachowuj tekst najnowszych żądań” zachowa tekst późniejszych, tylko w pamięci.</translation>
    </message>
    <message>
        <source>The proxy did not tell the text.</source>
        <translation>Proxy nie podało tekstu.</translation>
    </message>
    <message>
        <source>This body is compressed or no text, so it is not shown.</source>
        <translation>Ta treść jest skompresowana lub nie jest tekstem, więc nie jest pokazana.</translation>
    </message>
    <message>
        <source>The first %1 of %2 are kept.</source>
        <translation>Zachowano pierwsze %1 z %2.</translation>
    </message>
    <message>
        <source>There is no body.</source>
        <translation>Brak treści.</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nie znaleziono</translation>
    </message>
    <message>
        <source>Save the text</source>
        <translation>Zapisz tekst</translation>
    </message>
    <message>
        <source>Saved. The file holds what was typed and answered.</source>
        <translation>Zapisano. Plik zawiera to, co wpisano i co odpowiedziano.</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>Zwiń</translation>
    </message>
    <message>
        <source>Fold every part, or unfold all</source>
        <translation>Zwiń każdą część albo rozwiń wszystko</translation>
    </message>
</context>
<context>
    <name>ui::BreakerDiagram</name>
    <message>
        <source>next probe in %1 s</source>
        <translation>sprawdzenie za %1 s</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>zamknięty</translation>
    </message>
    <message>
        <source>half-open</source>
        <translation>półotwarty</translation>
    </message>
    <message>
        <source>open</source>
        <translation>otwarty</translation>
    </message>
    <message numerus="yes">
        <source>Closed: %n failure(s) in a row</source>
        <translation>
            <numerusform>Zamknięty: %n niepowodzenie z rzędu</numerusform>
            <numerusform>Zamknięty: %n niepowodzenia z rzędu</numerusform>
            <numerusform>Zamknięty: %n niepowodzeń z rzędu</numerusform>
        </translation>
    </message>
    <message>
        <source>Half-open: a probe is under way</source>
        <translation>Półotwarty: trwa sprawdzanie</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Otwarty</translation>
    </message>
    <message>
        <source>Open: next probe in %1 s</source>
        <translation>Otwarty: sprawdzenie za %1 s</translation>
    </message>
    <message>
        <source>a probe is due</source>
        <translation>czas na sprawdzenie</translation>
    </message>
    <message>
        <source>Open: a probe is due</source>
        <translation>Otwarty: czas na sprawdzenie</translation>
    </message>
</context>
<context>
    <name>ui::BudgetMenu</name>
    <message>
        <source>&amp;Limits</source>
        <translation>&amp;Limity</translation>
    </message>
    <message>
        <source>Lift for an &amp;hour</source>
        <translation>Znieś na &amp;godzinę</translation>
    </message>
    <message>
        <source>Lift for the rest of the &amp;day</source>
        <translation>Znieś do końca &amp;dnia</translation>
    </message>
    <message>
        <source>&amp;Put into force again</source>
        <translation>&amp;Przywróć</translation>
    </message>
    <message>
        <source>%1: %2, lifted until %3</source>
        <translation>%1: %2, zniesiony do %3</translation>
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
        <translation>%1: tabela i eksport</translation>
    </message>
    <message>
        <source>As a table, save</source>
        <translation>Tabela i zapis</translation>
    </message>
    <message>
        <source>Show as &amp;table</source>
        <translation>Pokaż jako &amp;tabelę</translation>
    </message>
    <message>
        <source>Save as &amp;PNG…</source>
        <translation>Zapisz jako &amp;PNG…</translation>
    </message>
    <message>
        <source>Save as &amp;CSV…</source>
        <translation>Zapisz jako &amp;CSV…</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Obrazy (*.png)</translation>
    </message>
    <message>
        <source>The picture could not be written.</source>
        <translation>Nie można zapisać obrazu.</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabele (*.csv)</translation>
    </message>
</context>
<context>
    <name>ui::ConnectDialog</name>
    <message>
        <source>Connect an agent</source>
        <translation>Połącz agenta</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agenci</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Połączono</translation>
    </message>
    <message>
        <source>Found, not connected</source>
        <translation>Znaleziono, nie połączono</translation>
    </message>
    <message>
        <source>Not found on this machine</source>
        <translation>Nie znaleziono na tym komputerze</translation>
    </message>
    <message>
        <source>Lines to copy</source>
        <translation>Wiersze do skopiowania</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Skopiuj</translation>
    </message>
    <message>
        <source>Most programs and SDKs read their address from here:</source>
        <translation>Większość programów i SDK odczytuje swój adres stąd:</translation>
    </message>
    <message>
        <source>Other programs</source>
        <translation>Inne programy</translation>
    </message>
    <message>
        <source>Send a &amp;test request</source>
        <translation>Wyślij żądanie &amp;testowe</translation>
    </message>
    <message>
        <source>One short request for claude-sonnet-4-5; it may cost a fraction of a cent</source>
        <translation>Jedno krótkie żądanie do claude-sonnet-4-5; może kosztować ułamek centa</translation>
    </message>
    <message>
        <source>Sent; see Requests…</source>
        <translation>Wysłano; zobacz Żądania…</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Pierwsze kroki</translation>
    </message>
</context>
<context>
    <name>ui::DemoTraffic</name>
    <message>
        <source>a small rename is easy, so a cheaper model answers. The row shows both names, and what that saved.</source>
        <translation>drobna zmiana nazwy jest łatwa, więc odpowiada tańszy model. Wiersz pokazuje obie nazwy i oszczędność.</translation>
    </message>
    <message>
        <source>this one is hard and keeps a strong model. Select its row: the details say why.</source>
        <translation>to zadanie jest trudne i zachowuje mocny model. Wybierz jego wiersz: szczegóły mówią dlaczego.</translation>
    </message>
    <message>
        <source>another agent, another provider: it stays with that provider&apos;s models.</source>
        <translation>inny agent, inny dostawca: zostają modele tego dostawcy.</translation>
    </message>
    <message>
        <source>who asks for a strong model for hard work gets a strong model.</source>
        <translation>kto do trudnej pracy chce mocnego modelu, dostaje mocny model.</translation>
    </message>
    <message>
        <source>work of medium difficulty gets a model between. Statistics adds it all up.</source>
        <translation>praca o średniej trudności dostaje model pośredni. Statystyki wszystko sumują.</translation>
    </message>
    <message>
        <source>that is the tour. Requests go on for a while; leave the demo when you have seen enough.</source>
        <translation>to koniec zwiedzania. Żądania będą jeszcze przychodzić; opuść demo, gdy zobaczysz dość.</translation>
    </message>
</context>
<context>
    <name>ui::DesktopApp</name>
    <message>
        <source>The keychain did not give %1: %2</source>
        <translation>Z pęku kluczy nie udało się odczytać %1: %2</translation>
    </message>
    <message>
        <source>llm-proxy is still running</source>
        <translation>llm-proxy nadal działa</translation>
    </message>
    <message>
        <source>It stays in the tray. Quit it from its menu there.</source>
        <translation>Pozostaje w zasobniku. Aby zakończyć, użyj menu ikony.</translation>
    </message>
</context>
<context>
    <name>ui::DesktopNotifications</name>
    <message>
        <source>Show</source>
        <translation>Pokaż</translation>
    </message>
    <message>
        <source>Probe now</source>
        <translation>Sprawdź teraz</translation>
    </message>
    <message>
        <source>Pause routing</source>
        <translation>Wstrzymaj routing</translation>
    </message>
</context>
<context>
    <name>ui::DurationEdit</name>
    <message>
        <source>milliseconds</source>
        <translation>milisekundy</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>sekundy</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>minuty</translation>
    </message>
    <message>
        <source>Unit: %1</source>
        <translation>Jednostka: %1</translation>
    </message>
</context>
<context>
    <name>ui::EmptyState</name>
    <message>
        <source>Copy</source>
        <translation>Skopiuj</translation>
    </message>
    <message>
        <source>Connect an agent…</source>
        <translation>Połącz agenta…</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Wyczyść filtr</translation>
    </message>
    <message>
        <source>Show those of the last day</source>
        <translation>Pokaż z ostatniej doby</translation>
    </message>
    <message>
        <source>Setting for agents</source>
        <translation>Ustawienie dla agentów</translation>
    </message>
    <message>
        <source>No request matches the filter.</source>
        <translation>Żadne żądanie nie pasuje do filtra.</translation>
    </message>
    <message>
        <source>The view was cleared. New requests appear here; the request log keeps all.</source>
        <translation>Widok został wyczyszczony. Nowe żądania pojawią się tutaj; dziennik żądań zachowuje wszystkie.</translation>
    </message>
    <message>
        <source>No request yet. Point an agent at this proxy:</source>
        <translation>Nie ma jeszcze żądań. Skieruj agenta na to proxy:</translation>
    </message>
    <message>
        <source>The proxy does not run, so no request comes: %1</source>
        <translation>Proxy nie działa, więc nie przychodzą żądania: %1</translation>
    </message>
    <message>
        <source>The proxy is stopped, so no request comes.</source>
        <translation>Proxy jest zatrzymane, więc nie przychodzą żądania.</translation>
    </message>
</context>
<context>
    <name>ui::ExchangeDetails</name>
    <message>
        <source>Overview</source>
        <translation>Przegląd</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Nagłówki</translation>
    </message>
    <message>
        <source>Copy as c&amp;url</source>
        <translation>Skopiuj jako c&amp;url</translation>
    </message>
    <message>
        <source>Copy &amp;JSON</source>
        <translation>Skopiuj &amp;JSON</translation>
    </message>
    <message>
        <source>&amp;Explain again</source>
        <translation>&amp;Wyjaśnij ponownie</translation>
    </message>
    <message>
        <source>Show in &amp;log</source>
        <translation>Pokaż w &amp;dzienniku</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Szczegóły</translation>
    </message>
    <message>
        <source>Select a request to see how it was decided.</source>
        <translation>Zaznacz żądanie, aby zobaczyć, jak podjęto decyzję.</translation>
    </message>
    <message>
        <source>What is shown of the request</source>
        <translation>Co jest pokazane z żądania</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sesja</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Skopiuj</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Żądanie</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Odpowiedź</translation>
    </message>
    <message>
        <source>Copy as c&amp;url (without the text)</source>
        <translation>Kopiuj jako c&amp;url (bez tekstu)</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 tokenów/s</translation>
    </message>
    <message>
        <source>≈ %1 tokens/s</source>
        <translation>≈ %1 tokenów/s</translation>
    </message>
    <message>
        <source>Return shows or hides the checks that passed; F1 explains the reason</source>
        <translation>Enter pokazuje lub ukrywa sprawdzenia zakończone pomyślnie; F1 wyjaśnia powód</translation>
    </message>
</context>
<context>
    <name>ui::ExchangeModel</name>
    <message>
        <source>Time</source>
        <translation>Czas</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Klient</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Żądany model</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Odpowiedział</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Trudność</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Powód</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Routing</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>1. bajt</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Razem</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokeny</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Koszt</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Oszcz.</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>łatwe</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>średnie</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>trudne</translation>
    </message>
    <message>
        <source>unclear</source>
        <translation>niejasne</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>czeka</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>myślenie</translation>
    </message>
    <message>
        <source>streaming</source>
        <translation>strumieniuje</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>odpowiada</translation>
    </message>
    <message>
        <source>same model</source>
        <translation>ten sam model</translation>
    </message>
    <message>
        <source>silent %1</source>
        <translation>cisza %1</translation>
    </message>
</context>
<context>
    <name>ui::ExplainDialog</name>
    <message>
        <source>What would be decided now</source>
        <translation>Jaka decyzja zapadłaby teraz</translation>
    </message>
    <message>
        <source>Asked with the model and endpoint of this request; its text was not recorded. Where Morph would be asked, what follows from each of its answers is told.</source>
        <translation>Zapytano z modelem i endpointem tego żądania; jego tekstu nie zapisano. Tam, gdzie zapytano by Morph, podano, co wynika z każdej jego odpowiedzi.</translation>
    </message>
    <message>
        <source>Asked with the model, endpoint and recorded text of this request. Where Morph would be asked, what follows from each of its answers is told.</source>
        <translation>Zapytano z modelem, endpointem i zapisanym tekstem tego żądania. Tam, gdzie zapytano by Morph, podano, co wynika z każdej jego odpowiedzi.</translation>
    </message>
    <message>
        <source>The proxy did not explain it: %1</source>
        <translation>Proxy nie podało wyjaśnienia: %1</translation>
    </message>
    <message>
        <source>Morph says</source>
        <translation>Morph mówi</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Powód</translation>
    </message>
    <message>
        <source>Cost of this request&apos;s tokens</source>
        <translation>Koszt tokenów tego żądania</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Powody</translation>
    </message>
    <message>
        <source>&amp;Copy as JSON</source>
        <translation>&amp;Kopiuj jako JSON</translation>
    </message>
    <message>
        <source>Requests to this endpoint are not routed: they pass unchanged.</source>
        <translation>Żądania do tego adresu nie są kierowane: przechodzą bez zmian.</translation>
    </message>
    <message>
        <source>(is not asked)</source>
        <translation>(nie jest pytany)</translation>
    </message>
</context>
<context>
    <name>ui::ExportDialog</name>
    <message>
        <source>With the &amp;texts of requests and answers</source>
        <translation>Z &amp;tekstami żądań i odpowiedzi</translation>
    </message>
    <message numerus="yes">
        <source>Export %n request(s)</source>
        <translation>
            <numerusform>Eksport %n żądania</numerusform>
            <numerusform>Eksport %n żądań</numerusform>
            <numerusform>Eksport %n żądań</numerusform>
        </translation>
    </message>
    <message>
        <source>HTTP archive (HAR 1.2)</source>
        <translation>Archiwum HTTP (HAR 1.2)</translation>
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
        <translation>Plik zawiera wtedy to, co wpisano i co odpowiedziano, o ile proxy przechowuje to w pamięci. Klucze są zamaskowane.</translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation>&amp;Zapisz jako…</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Format:</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Eksport</translation>
    </message>
    <message>
        <source>HTTP archives (*.har)</source>
        <translation>Archiwa HTTP (*.har)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 z %2</translation>
    </message>
</context>
<context>
    <name>ui::FilterBar</name>
    <message>
        <source>Filter: words, or fields like  difficulty:hard  status:&gt;=500  ms:&gt;2s  -client:curl</source>
        <translation>Filtr: słowa lub pola, np.  difficulty:hard  status:&gt;=500  ms:&gt;2s  -client:curl</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtr</translation>
    </message>
    <message>
        <source>Words stand anywhere in a row. Fields: model:, client:, project:, session:, why:, status:, ms:, tokens:, cost:, since:10m, changed:yes and more; numbers with &gt; &lt; &gt;= &lt;=. Joined by or, and, not (or a minus), with (parentheses) and &quot;quotes&quot;.</source>
        <translation>Słowa mogą stać w dowolnym miejscu wiersza. Pola: model:, client:, project:, session:, why:, status:, ms:, tokens:, cost:, since:10m, changed:yes i inne; liczby z &gt; &lt; &gt;= &lt;=. Łączone przez or, and, not (lub minus), z (nawiasami) i &quot;cudzysłowem&quot;.</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Błędy</translation>
    </message>
    <message>
        <source>Requests that failed or broke off</source>
        <translation>Żądania, które się nie powiodły lub zostały przerwane</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Otwarte</translation>
    </message>
    <message>
        <source>Requests that go on</source>
        <translation>Żądania, które trwają</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Zmieniono</translation>
    </message>
    <message>
        <source>Requests that another model answered</source>
        <translation>Żądania, na które odpowiedział inny model</translation>
    </message>
    <message>
        <source>Hard</source>
        <translation>Trudne</translation>
    </message>
    <message>
        <source>Requests with a hard task</source>
        <translation>Żądania z trudnym zadaniem</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>Wolne</translation>
    </message>
    <message>
        <source>Requests that took more than ten seconds</source>
        <translation>Żądania trwające dłużej niż dziesięć sekund</translation>
    </message>
    <message>
        <source>What is wrong with the filter</source>
        <translation>Co jest nie tak z filtrem</translation>
    </message>
    <message>
        <source>Rows shown</source>
        <translation>Pokazane wiersze</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 z %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s)</source>
        <translation>
            <numerusform>%Ln żądanie</numerusform>
            <numerusform>%Ln żądania</numerusform>
            <numerusform>%Ln żądań</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::FoldingView</name>
    <message>
        <source>Fold or unfold (Ctrl+Shift+[, Ctrl+Shift+])</source>
        <translation>Zwiń lub rozwiń (Ctrl+Shift+[, Ctrl+Shift+])</translation>
    </message>
    <message numerus="yes">
        <source> … %n line(s)</source>
        <translation>
            <numerusform> … %n wiersz</numerusform>
            <numerusform> … %n wiersze</numerusform>
            <numerusform> … %n wierszy</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Fold</source>
        <translation>&amp;Zwiń</translation>
    </message>
    <message>
        <source>&amp;Unfold</source>
        <translation>&amp;Rozwiń</translation>
    </message>
    <message>
        <source>Fold a&amp;ll</source>
        <translation>Zwiń &amp;wszystko</translation>
    </message>
    <message>
        <source>Unfold &amp;all</source>
        <translation>Rozwiń wsz&amp;ystko</translation>
    </message>
</context>
<context>
    <name>ui::GeneralPage</name>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Motyw</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Język</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Jak w systemie</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Jasny</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Ciemny</translation>
    </message>
    <message>
        <source>&amp;Start at login</source>
        <translation>&amp;Uruchamiaj przy logowaniu</translation>
    </message>
    <message>
        <source>Tell me when</source>
        <translation>Powiadamiaj, gdy</translation>
    </message>
    <message>
        <source>Takes effect when this dialog is closed</source>
        <translation>Zacznie działać po zamknięciu tego okna dialogowego</translation>
    </message>
    <message>
        <source>Start in the t&amp;ray, without a window</source>
        <translation>Uruchamiaj w z&amp;asobniku, bez okna</translation>
    </message>
    <message>
        <source>Tray &amp;icon</source>
        <translation>&amp;Ikona w zasobniku</translation>
    </message>
    <message>
        <source>As the panel wants it</source>
        <translation>Tak, jak chce panel</translation>
    </message>
    <message>
        <source>With an outline, for any panel</source>
        <translation>Z obrysem, dla każdego panelu</translation>
    </message>
    <message>
        <source>For light panels</source>
        <translation>Dla jasnych paneli</translation>
    </message>
    <message>
        <source>For dark panels</source>
        <translation>Dla ciemnych paneli</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>no keys</source>
        <translation>brak klawiszy</translation>
    </message>
    <message>
        <source>The desktop asks which keys they are.</source>
        <translation>Środowisko pyta, które to mają być klawisze.</translation>
    </message>
    <message>
        <source>▲ The desktop did not give them. Switch them off and on to be asked again.</source>
        <translation>▲ Środowisko ich nie przydzieliło. Wyłącz je i włącz ponownie, aby zapytało jeszcze raz.</translation>
    </message>
    <message>
        <source>Keys that work in every program</source>
        <translation>Klawisze działające w każdym programie</translation>
    </message>
    <message>
        <source>&amp;Pause routing and boost a session from anywhere</source>
        <translation>&amp;Wstrzymuj routing i wzmacniaj sesję z dowolnego miejsca</translation>
    </message>
    <message>
        <source>&amp;Change the keys…</source>
        <translation>&amp;Zmień klawisze…</translation>
    </message>
</context>
<context>
    <name>ui::GlobalShortcuts</name>
    <message>
        <source>Pause or resume routing</source>
        <translation>Wstrzymaj lub wznów routing</translation>
    </message>
    <message>
        <source>Boost the latest session&apos;s next turn</source>
        <translation>Wzmocnij następną turę ostatniej sesji</translation>
    </message>
</context>
<context>
    <name>ui::HappenedPage</name>
    <message>
        <source>new, %1</source>
        <translation>nowe, %1</translation>
    </message>
    <message>
        <source>&amp;Acknowledge</source>
        <translation>&amp;Potwierdź</translation>
    </message>
    <message>
        <source>Acknowledge a&amp;ll</source>
        <translation>Potwierdź w&amp;szystkie</translation>
    </message>
    <message>
        <source>&amp;Empty the list</source>
        <translation>&amp;Opróżnij listę</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Czas</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Co się stało</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Szczegóły</translation>
    </message>
    <message>
        <source>Nothing happened that you were told of. Notifications are listed here, for when nobody looks.</source>
        <translation>Nie stało się nic, o czym by powiadomiono. Powiadomienia są tu wypisane, gdy nikt nie patrzy.</translation>
    </message>
    <message>
        <source>&amp;Health…</source>
        <translation>S&amp;tan…</translation>
    </message>
</context>
<context>
    <name>ui::HeadersView</name>
    <message>
        <source>Field</source>
        <translation>Pole</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wartość</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Nagłówki</translation>
    </message>
    <message>
        <source>The proxy keeps the headers of its latest requests only, in memory; those of this one are gone.</source>
        <translation>Proxy przechowuje w pamięci tylko nagłówki najnowszych żądań; nagłówków tego już nie ma.</translation>
    </message>
    <message>
        <source>The proxy did not tell the headers: %1</source>
        <translation>Proxy nie podało nagłówków: %1</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Żądanie</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Odpowiedź</translation>
    </message>
    <message numerus="yes">
        <source>%n further field(s) are not shown.</source>
        <translation>
            <numerusform>Nie pokazano jeszcze %n pola.</numerusform>
            <numerusform>Nie pokazano jeszcze %n pól.</numerusform>
            <numerusform>Nie pokazano jeszcze %n pól.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::HealthPage</name>
    <message>
        <source>The key was refused: check MORPH_API_KEY in the settings.</source>
        <translation>Klucz odrzucono: należy sprawdzić MORPH_API_KEY w ustawieniach.</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>%1 %2: %3 used</source>
        <translation>%1 %2: zużyto %3</translation>
    </message>
    <message>
        <source>used up at this pace %1</source>
        <translation>w tym tempie wyczerpany %1</translation>
    </message>
    <message>
        <source>begins anew %1</source>
        <translation>odnawia się %1</translation>
    </message>
    <message>
        <source>Morph limits how often it is asked. Requests keep the model they asked for until it lets up.</source>
        <translation>Morph ogranicza częstość zapytań. Dopóki to trwa, żądania zachowują model, o który prosiły.</translation>
    </message>
    <message>
        <source>Check the network, and MORPH_API_URL in the settings.</source>
        <translation>Należy sprawdzić sieć oraz MORPH_API_URL w ustawieniach.</translation>
    </message>
    <message>
        <source>Requests keep the model they asked for until it works again.</source>
        <translation>Do czasu naprawy żądania zachowują żądany model.</translation>
    </message>
    <message>
        <source>The key was refused: check UPSTREAM_API_KEY in the settings.</source>
        <translation>Klucz odrzucono: należy sprawdzić UPSTREAM_API_KEY w ustawieniach.</translation>
    </message>
    <message>
        <source>Start CLIProxyAPI, or set UPSTREAM_URL to where it listens.</source>
        <translation>Należy uruchomić CLIProxyAPI lub ustawić w UPSTREAM_URL adres, na którym nasłuchuje.</translation>
    </message>
    <message>
        <source>See the log of CLIProxyAPI; restart it if it hangs.</source>
        <translation>Szczegóły są w dzienniku CLIProxyAPI; jeśli się zawiesił, należy uruchomić go ponownie.</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>Ostatni błąd</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Co zrobić</translation>
    </message>
    <message>
        <source>works (closed)</source>
        <translation>działa (zamknięty)</translation>
    </message>
    <message>
        <source>is tried (half-open)</source>
        <translation>jest sprawdzany (półotwarty)</translation>
    </message>
    <message>
        <source>is left alone (open)</source>
        <translation>jest pomijany (otwarty)</translation>
    </message>
    <message>
        <source>is left alone (open): %1</source>
        <translation>jest pomijany (otwarty): %1</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>decision</source>
        <translation>decyzja</translation>
    </message>
    <message>
        <source>first byte</source>
        <translation>pierwszy bajt</translation>
    </message>
    <message>
        <source>What changed, newest first</source>
        <translation>Co się zmieniło, od najnowszych</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Co się zmieniło</translation>
    </message>
    <message>
        <source>Probe now</source>
        <translation>Sprawdź teraz</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zresetuj</translation>
    </message>
    <message>
        <source>Tries now instead of waiting for the countdown</source>
        <translation>Próbuje od razu, zamiast czekać na koniec odliczania</translation>
    </message>
    <message>
        <source>Closes the breaker and forgets its failures</source>
        <translation>Zamyka bezpiecznik i zeruje licznik niepowodzeń</translation>
    </message>
    <message>
        <source>Up for</source>
        <translation>Działa od</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Otwarte</translation>
    </message>
    <message>
        <source>requests %1, connections %2</source>
        <translation>żądania %1, połączenia %2</translation>
    </message>
    <message>
        <source>Loop lag p99</source>
        <translation>Opóźnienie pętli p99</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Wpisy</translation>
    </message>
    <message>
        <source>%1 written, %2 lost</source>
        <translation>zapisano %1, utracono %2</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>● Working</source>
        <translation>● Działa</translation>
    </message>
    <message>
        <source>▲ In trouble</source>
        <translation>▲ Problemy</translation>
    </message>
    <message>
        <source>Breaker</source>
        <translation>Bezpiecznik</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Dzisiaj</translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s), p50 %1, p95 %2</source>
        <translation>
            <numerusform>%n decyzja, p50 %1, p95 %2</numerusform>
            <numerusform>%n decyzje, p50 %1, p95 %2</numerusform>
            <numerusform>%n decyzji, p50 %1, p95 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>W toku</translation>
    </message>
    <message>
        <source>○ Not known yet</source>
        <translation>○ Jeszcze nie wiadomo</translation>
    </message>
    <message>
        <source>● Reachable</source>
        <translation>● Dostępny</translation>
    </message>
    <message>
        <source>▲ Not reachable</source>
        <translation>▲ Niedostępny</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Wersja</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>nie podano</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modele</translation>
    </message>
    <message>
        <source>list not known</source>
        <translation>lista nieznana</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Klucz</translation>
    </message>
    <message>
        <source>none: the agents&apos; own keys pass</source>
        <translation>brak: przechodzą własne klucze agentów</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Do zrobienia</translation>
    </message>
    <message>
        <source>Mend the edited configuration, which is not in force: %1</source>
        <translation>Popraw zmienioną konfigurację, która nie obowiązuje: %1</translation>
    </message>
    <message>
        <source>by Morph</source>
        <translation>przez Morph</translation>
    </message>
    <message>
        <source>on this machine</source>
        <translation>na tym komputerze</translation>
    </message>
    <message>
        <source>on this machine, and by Morph where it does not know</source>
        <translation>na tym komputerze, a przez Morph tam, gdzie ten nie wie</translation>
    </message>
    <message>
        <source>by Morph, and on this machine where Morph fails</source>
        <translation>przez Morph, a na tym komputerze, gdy Morph zawiedzie</translation>
    </message>
    <message>
        <source>Tasks are judged</source>
        <translation>Zadania są oceniane</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, until %2</source>
        <translation>%1, do %2</translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) without a known price not counted</source>
        <translation>
            <numerusform>nie policzono %n odpowiedzi bez znanej ceny</numerusform>
            <numerusform>nie policzono %n odpowiedzi bez znanej ceny</numerusform>
            <numerusform>nie policzono %n odpowiedzi bez znanej ceny</numerusform>
        </translation>
    </message>
    <message>
        <source>Plan limit</source>
        <translation>Limit planu</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Magazyn</translation>
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
        <translation>Wszystkie instancje</translation>
    </message>
    <message numerus="yes">
        <source>%n today: %1 used, %2 saved</source>
        <translation>
            <numerusform>%n dzisiaj: zużyto %1, zaoszczędzono %2</numerusform>
            <numerusform>%n dzisiaj: zużyto %1, zaoszczędzono %2</numerusform>
            <numerusform>%n dzisiaj: zużyto %1, zaoszczędzono %2</numerusform>
        </translation>
    </message>
    <message>
        <source>○ Not asked: no key</source>
        <translation>○ Nie pytano: brak klucza</translation>
    </message>
    <message>
        <source>routing saved about %1 of it</source>
        <translation>wybór modelu oszczędził około %1 z niego</translation>
    </message>
    <message>
        <source>routing used about %1 of it more</source>
        <translation>wybór modelu zużył około %1 więcej</translation>
    </message>
</context>
<context>
    <name>ui::KeyTest</name>
    <message>
        <source>This can&apos;t be a key: it is empty, or has spaces or letters that no key has.</source>
        <translation>To nie może być klucz: jest pusty albo ma spacje lub litery, których żaden klucz nie ma.</translation>
    </message>
    <message>
        <source>%1 can&apos;t be reached: %2</source>
        <translation>%1 jest nieosiągalny: %2</translation>
    </message>
    <message>
        <source>Morph takes this key</source>
        <translation>Morph przyjmuje ten klucz</translation>
    </message>
    <message>
        <source>Morph refuses this key (status %1)</source>
        <translation>Morph odrzuca ten klucz (status %1)</translation>
    </message>
    <message>
        <source>%1 answers with status %2, so this says nothing of the key</source>
        <translation>%1 odpowiada statusem %2, co nic nie mówi o kluczu</translation>
    </message>
</context>
<context>
    <name>ui::LocalSource</name>
    <message>
        <source>This is the demo, which leaves your settings alone. Leave it to change them.</source>
        <translation>To jest demo, które nie rusza ustawień. Opuść je, aby je zmienić.</translation>
    </message>
</context>
<context>
    <name>ui::LogView</name>
    <message>
        <source>Raw</source>
        <translation>Surowe</translation>
    </message>
    <message>
        <source>Rows as they stand in the file</source>
        <translation>Wiersze tak, jak są zapisane w pliku</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Wstrzymaj</translation>
    </message>
    <message>
        <source>Hold new lines back; nothing is lost</source>
        <translation>Wstrzymuje nowe wiersze; nic nie przepada</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Śledź</translation>
    </message>
    <message>
        <source>Keep the newest line in view</source>
        <translation>Najnowszy wiersz jest zawsze widoczny</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Dziennik</translation>
    </message>
    <message>
        <source>Find (F3: next)</source>
        <translation>Znajdź (F3: następne)</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Znajdź</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Wszystkie wiersze</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Ostrzeżenia i błędy</translation>
    </message>
    <message>
        <source>Only errors</source>
        <translation>Tylko błędy</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Poziom</translation>
    </message>
    <message numerus="yes">
        <source>Follow (%n new)</source>
        <translation>
            <numerusform>Śledź (%n nowy)</numerusform>
            <numerusform>Śledź (%n nowe)</numerusform>
            <numerusform>Śledź (%n nowych)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::LogsPage</name>
    <message>
        <source>Requests</source>
        <translation>Żądania</translation>
    </message>
    <message>
        <source>No log yet</source>
        <translation>Brak dziennika</translation>
    </message>
    <message>
        <source>%1 (the first %2 are not shown)</source>
        <translation>%1 (pierwsze %2 pominięto)</translation>
    </message>
    <message>
        <source>CLIProxyAPI does not show its log: %1</source>
        <translation>CLIProxyAPI nie udostępnia swojego dziennika: %1</translation>
    </message>
    <message>
        <source>Set MANAGEMENT_PASSWORD in the settings to see CLIProxyAPI&apos;s log here.</source>
        <translation>Ustaw MANAGEMENT_PASSWORD w ustawieniach, aby zobaczyć tu dziennik CLIProxyAPI.</translation>
    </message>
    <message>
        <source>The row of this request is not in the part of the log that is shown; a request has its row when it ended.</source>
        <translation>Wiersza tego żądania nie ma w pokazanej części dziennika; żądanie otrzymuje wiersz po zakończeniu.</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Dzienniki</translation>
    </message>
</context>
<context>
    <name>ui::MainWindow</name>
    <message>
        <source>Routing on</source>
        <translation>Routing włączony</translation>
    </message>
    <message>
        <source>Routing off</source>
        <translation>Routing wyłączony</translation>
    </message>
    <message>
        <source>Routing off: no Morph key</source>
        <translation>Routing wyłączony: brak klucza Morph</translation>
    </message>
    <message>
        <source>Routing paused</source>
        <translation>Routing wstrzymany</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Ustawienia…</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Strony</translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Ctrl+%2)</translation>
    </message>
    <message>
        <source>&amp;Program</source>
        <translation>&amp;Program</translation>
    </message>
    <message>
        <source>&amp;Connect an agent…</source>
        <translation>&amp;Połącz agenta…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>U&amp;stawienia…</translation>
    </message>
    <message>
        <source>Close the &amp;window</source>
        <translation>Zamknij &amp;okno</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>Za&amp;kończ</translation>
    </message>
    <message numerus="yes">
        <source>%n open request(s)</source>
        <translation>
            <numerusform>%n otwarte żądanie</numerusform>
            <numerusform>%n otwarte żądania</numerusform>
            <numerusform>%n otwartych żądań</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: working</source>
        <translation>%1: działa</translation>
    </message>
    <message>
        <source>%1: in trouble</source>
        <translation>%1: ma kłopoty</translation>
    </message>
    <message>
        <source>%1: not asked yet</source>
        <translation>%1: jeszcze nie pytano</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Widok</translation>
    </message>
    <message>
        <source>Start at &amp;login</source>
        <translation>Uruchamiaj przy &amp;logowaniu</translation>
    </message>
    <message>
        <source>Pro&amp;xy</source>
        <translation>Pro&amp;xy</translation>
    </message>
    <message>
        <source>R&amp;estart the proxy</source>
        <translation>Uruchom proxy po&amp;nownie</translation>
    </message>
    <message>
        <source>Copy &amp;base URL</source>
        <translation>Skopiuj &amp;bazowy URL</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>Pomo&amp;c</translation>
    </message>
    <message>
        <source>&amp;About llm-proxy</source>
        <translation>&amp;O programie llm-proxy</translation>
    </message>
    <message>
        <source>Copy the base URL</source>
        <translation>Kopiuj bazowy adres URL</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>Skopiowano: %1</translation>
    </message>
    <message>
        <source>Attached to pid %1</source>
        <translation>Podłączono do pid %1</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>The proxy is stopped: agents get no answers.</source>
        <translation>Proxy jest zatrzymane: agenci nie dostają odpowiedzi.</translation>
    </message>
    <message>
        <source>S&amp;tart the proxy</source>
        <translation>&amp;Uruchom proxy</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>do %1</translation>
    </message>
    <message>
        <source>until it is resumed</source>
        <translation>do wznowienia</translation>
    </message>
    <message>
        <source>Routing is paused %1: every request keeps its model.</source>
        <translation>Routing jest wstrzymany %1: każde żądanie zachowuje swój model.</translation>
    </message>
    <message>
        <source>Resume &amp;now</source>
        <translation>Wzn&amp;ów teraz</translation>
    </message>
    <message>
        <source>&amp;Manual</source>
        <translation>&amp;Podręcznik</translation>
    </message>
</context>
<context>
    <name>ui::ManualWindow</name>
    <message>
        <source>Manual</source>
        <translation>Podręcznik</translation>
    </message>
    <message>
        <source>Search all pages (Ctrl+F)</source>
        <translation>Szukaj na wszystkich stronach (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search all pages</source>
        <translation>Szukaj na wszystkich stronach</translation>
    </message>
    <message>
        <source>Pages of the manual</source>
        <translation>Strony podręcznika</translation>
    </message>
    <message>
        <source>Text of the manual</source>
        <translation>Tekst podręcznika</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Wstecz</translation>
    </message>
    <message>
        <source>Back (Alt+Left)</source>
        <translation>Wstecz (Alt+strzałka w lewo)</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Dalej</translation>
    </message>
    <message>
        <source>Forward (Alt+Right)</source>
        <translation>Dalej (Alt+strzałka w prawo)</translation>
    </message>
    <message>
        <source>Nothing has all of these words.</source>
        <translation>Nic nie zawiera wszystkich tych słów.</translation>
    </message>
    <message numerus="yes">
        <source>%n section(s)</source>
        <translation>
            <numerusform>%n sekcja</numerusform>
            <numerusform>%n sekcje</numerusform>
            <numerusform>%n sekcji</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 – Manual</source>
        <translation>%1 – Podręcznik</translation>
    </message>
</context>
<context>
    <name>ui::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Zamknij to powiadomienie</translation>
    </message>
    <message>
        <source>What is this?</source>
        <translation>Co to jest?</translation>
    </message>
</context>
<context>
    <name>ui::ModelChooser</name>
    <message>
        <source>Add</source>
        <translation>Dodaj</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>Dodaj model</translation>
    </message>
    <message>
        <source>Add a model of the backend&apos;s list, or keep</source>
        <translation>Dodaj model z listy backendu albo keep</translation>
    </message>
    <message>
        <source>keep: the model that was asked for stays</source>
        <translation>keep: zostaje żądany model</translation>
    </message>
    <message>
        <source>The backend&apos;s list is not known</source>
        <translation>Lista backendu nie jest znana</translation>
    </message>
    <message>
        <source>%1 (ended on %2)</source>
        <translation>%1 (zakończony %2)</translation>
    </message>
    <message>
        <source>%1 (ends on %2)</source>
        <translation>%1 (kończy się %2)</translation>
    </message>
</context>
<context>
    <name>ui::OpenedFile</name>
    <message>
        <source>%1 — requests of a file</source>
        <translation>%1 — żądania z pliku</translation>
    </message>
    <message>
        <source>Open requests</source>
        <translation>Otwórz żądania</translation>
    </message>
    <message>
        <source>HTTP archives, exports, request logs (*.har *.json *.jsonl)</source>
        <translation>Archiwa HTTP, eksporty, dzienniki żądań (*.har *.json *.jsonl)</translation>
    </message>
</context>
<context>
    <name>ui::ProxyActions</name>
    <message>
        <source>&amp;Route requests</source>
        <translation>&amp;Routing żądań</translation>
    </message>
    <message>
        <source>Pa&amp;use for</source>
        <translation>Ws&amp;trzymaj na</translation>
    </message>
    <message>
        <source>5 minutes</source>
        <translation>5 minut</translation>
    </message>
    <message>
        <source>30 minutes</source>
        <translation>30 minut</translation>
    </message>
    <message>
        <source>An hour</source>
        <translation>Godzinę</translation>
    </message>
    <message>
        <source>Until tomorrow morning</source>
        <translation>Do jutra rana</translation>
    </message>
    <message>
        <source>&amp;Mode</source>
        <translation>&amp;Tryb</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Zrównoważony</translation>
    </message>
    <message>
        <source>Aggressive</source>
        <translation>Agresywny</translation>
    </message>
    <message>
        <source>Pro&amp;vider</source>
        <translation>&amp;Dostawca</translation>
    </message>
    <message>
        <source>Follow the request</source>
        <translation>Według żądania</translation>
    </message>
    <message>
        <source>S&amp;top the proxy</source>
        <translation>&amp;Zatrzymaj proxy</translation>
    </message>
    <message>
        <source>S&amp;tart the proxy</source>
        <translation>&amp;Uruchom proxy</translation>
    </message>
    <message>
        <source>&amp;Pause routing for 30 minutes</source>
        <translation>&amp;Wstrzymaj routing na 30 minut</translation>
    </message>
    <message>
        <source>Routing resumes at %1 · Resume now</source>
        <translation>Routing wróci o %1 · Wznów teraz</translation>
    </message>
    <message>
        <source>Resume routing</source>
        <translation>Wznów routing</translation>
    </message>
</context>
<context>
    <name>ui::QuitQuestion</name>
    <message>
        <source>&amp;Wait for them</source>
        <translation>&amp;Zaczekaj na nie</translation>
    </message>
    <message>
        <source>&amp;Cut them off</source>
        <translation>&amp;Przerwij je</translation>
    </message>
    <message>
        <source>Quit llm-proxy</source>
        <translation>Zakończ llm-proxy</translation>
    </message>
    <message>
        <source>&amp;Keep running</source>
        <translation>&amp;Działaj dalej</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) are still being answered.</source>
        <translation>
            <numerusform>Trwa jeszcze obsługa %n żądania.</numerusform>
            <numerusform>Trwa jeszcze obsługa %n żądań.</numerusform>
            <numerusform>Trwa jeszcze obsługa %n żądań.</numerusform>
        </translation>
    </message>
    <message>
        <source>If you wait, llm-proxy takes no new requests and quits when these are answered, however long that takes; you can still cut them then. Cut off, their agents see a broken answer.</source>
        <translation>Jeśli poczekasz, llm-proxy nie przyjmie nowych żądań i zakończy się, gdy te otrzymają odpowiedź, niezależnie od tego, jak długo to potrwa; nadal będzie można je uciąć. Po ucięciu ich agenci zobaczą urwaną odpowiedź.</translation>
    </message>
</context>
<context>
    <name>ui::RequestColumns</name>
    <message>
        <source>%1 (no room)</source>
        <translation>%1 (brak miejsca)</translation>
    </message>
    <message>
        <source>Columns as they were at &amp;first</source>
        <translation>Kolumny jak na &amp;początku</translation>
    </message>
</context>
<context>
    <name>ui::RequestTable</name>
    <message>
        <source>Requests</source>
        <translation>Żądania</translation>
    </message>
    <message numerus="yes">
        <source>▼ %n new (End)</source>
        <translation>
            <numerusform>▼ %n nowe (End)</numerusform>
            <numerusform>▼ %n nowe (End)</numerusform>
            <numerusform>▼ %n nowych (End)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>▲ %n new (Home)</source>
        <translation>
            <numerusform>▲ %n nowe (Home)</numerusform>
            <numerusform>▲ %n nowe (Home)</numerusform>
            <numerusform>▲ %n nowych (Home)</numerusform>
        </translation>
    </message>
    <message>
        <source>▲ before this start</source>
        <translation>▲ przed tym uruchomieniem</translation>
    </message>
    <message>
        <source>▼ before this start</source>
        <translation>▼ przed tym uruchomieniem</translation>
    </message>
</context>
<context>
    <name>ui::RequestsPage</name>
    <message>
        <source>Follow</source>
        <translation>Śledź</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Wstrzymaj</translation>
    </message>
    <message>
        <source>Empties the table; the request log keeps everything</source>
        <translation>Opróżnia tabelę; w dzienniku żądań wszystko zostaje</translation>
    </message>
    <message>
        <source>Keep the newest request in view, when sorted by time</source>
        <translation>Utrzymuj najnowsze żądanie w widoku, gdy sortowanie jest według czasu</translation>
    </message>
    <message>
        <source>Hold new rows back; nothing is lost (Ctrl+P)</source>
        <translation>Wstrzymaj nowe wiersze; nic nie ginie (Ctrl+P)</translation>
    </message>
    <message>
        <source>&amp;Details beside the table</source>
        <translation>&amp;Szczegóły obok tabeli</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Widok</translation>
    </message>
    <message>
        <source>Columns, the place of the details, clear the view</source>
        <translation>Kolumny, miejsce szczegółów, wyczyść widok</translation>
    </message>
    <message>
        <source>&amp;Clear the view</source>
        <translation>&amp;Wyczyść widok</translation>
    </message>
    <message>
        <source>Load &amp;more of the request log</source>
        <translation>Wczytaj &amp;więcej z dziennika żądań</translation>
    </message>
    <message numerus="yes">
        <source>Pause (%n waiting)</source>
        <translation>
            <numerusform>Pauza (%n czeka)</numerusform>
            <numerusform>Pauza (%n czekają)</numerusform>
            <numerusform>Pauza (%n czeka)</numerusform>
        </translation>
    </message>
    <message>
        <source>E&amp;xport rows…</source>
        <translation>E&amp;ksportuj wiersze…</translation>
    </message>
    <message>
        <source>&amp;Open a file…</source>
        <translation>&amp;Otwórz plik…</translation>
    </message>
</context>
<context>
    <name>ui::RowMenu</name>
    <message>
        <source>&amp;Filter for %1</source>
        <translation>&amp;Filtruj według %1</translation>
    </message>
    <message>
        <source>&amp;Without %1</source>
        <translation>&amp;Bez %1</translation>
    </message>
    <message>
        <source>Only this &amp;session</source>
        <translation>Tylko ta &amp;sesja</translation>
    </message>
    <message>
        <source>Only this &amp;project</source>
        <translation>Tylko ten &amp;projekt</translation>
    </message>
    <message>
        <source>Only this c&amp;lient</source>
        <translation>Tylko ten k&amp;lient</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Skopiuj</translation>
    </message>
    <message>
        <source>The &amp;cell</source>
        <translation>&amp;Komórkę</translation>
    </message>
    <message>
        <source>The &amp;row</source>
        <translation>&amp;Wiersz</translation>
    </message>
    <message>
        <source>The &amp;id</source>
        <translation>&amp;Identyfikator</translation>
    </message>
    <message>
        <source>As c&amp;url</source>
        <translation>Jako c&amp;url</translation>
    </message>
    <message>
        <source>As &amp;JSON</source>
        <translation>Jako &amp;JSON</translation>
    </message>
    <message>
        <source>Show in &amp;log</source>
        <translation>Pokaż w &amp;dzienniku</translation>
    </message>
    <message>
        <source>Explain &amp;again</source>
        <translation>Wyjaśnij &amp;ponownie</translation>
    </message>
    <message>
        <source>Compare with the turn &amp;before</source>
        <translation>Porównaj z &amp;poprzednią turą</translation>
    </message>
    <message>
        <source>Its session: hold or &amp;boost…</source>
        <translation>Jej sesja: zatrzymaj lub &amp;wzmocnij…</translation>
    </message>
    <message>
        <source>Should have been &amp;hard</source>
        <translation>Powinno być &amp;trudne</translation>
    </message>
    <message>
        <source>Should have been &amp;easy</source>
        <translation>Powinno być ł&amp;atwe</translation>
    </message>
    <message>
        <source>&amp;Take back what was said</source>
        <translation>&amp;Cofnij, co powiedziano</translation>
    </message>
    <message>
        <source>E&amp;xport the selected rows…</source>
        <translation>E&amp;ksportuj wybrane wiersze…</translation>
    </message>
</context>
<context>
    <name>ui::RuleForm</name>
    <message>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Klient</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Ścieżka</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Nagłówek</translation>
    </message>
    <message>
        <source>Header&apos;s value</source>
        <translation>Wartość nagłówka</translation>
    </message>
    <message>
        <source>Text longer than</source>
        <translation>Tekst dłuższy niż</translation>
    </message>
    <message>
        <source>Text shorter than</source>
        <translation>Tekst krótszy niż</translation>
    </message>
    <message>
        <source>goes to %1</source>
        <translation>idzie do %1</translation>
    </message>
    <message>
        <source>is not routed</source>
        <translation>nie jest kierowane</translation>
    </message>
    <message>
        <source>counts as %1</source>
        <translation>liczy się jako %1</translation>
    </message>
    <message>
        <source>always</source>
        <translation>zawsze</translation>
    </message>
    <message>
        <source>hard tasks keep their model</source>
        <translation>trudne zadania zachowują model</translation>
    </message>
    <message>
        <source>never to a stronger model</source>
        <translation>nigdy na mocniejszy model</translation>
    </message>
    <message>
        <source>When (* stands for any text; all must hold)</source>
        <translation>Kiedy (* to dowolny tekst; wszystko musi zachodzić)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nazwa</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nazwa</translation>
    </message>
    <message>
        <source>Then the request</source>
        <translation>Wtedy żądanie</translation>
    </message>
    <message>
        <source>is routed as usual</source>
        <translation>jest kierowane jak zwykle</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>łatwe</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>średnie</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>trudne</translation>
    </message>
    <message>
        <source>goes to the model</source>
        <translation>idzie do modelu</translation>
    </message>
    <message>
        <source>Model to go to</source>
        <translation>Model docelowy</translation>
    </message>
    <message>
        <source>&amp;Hard tasks keep their model</source>
        <translation>&amp;Trudne zadania zachowują model</translation>
    </message>
    <message>
        <source>N&amp;ever to a stronger model</source>
        <translation>Ni&amp;gdy na mocniejszy model</translation>
    </message>
</context>
<context>
    <name>ui::RulesDialog</name>
    <message>
        <source>Rules</source>
        <translation>Reguły</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nazwa</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Kiedy</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Wtedy</translation>
    </message>
    <message numerus="yes">
        <source>Of the latest %n request(s)</source>
        <translation>
            <numerusform>Z ostatniego %n żądania</numerusform>
            <numerusform>Z ostatnich %n żądań</numerusform>
            <numerusform>Z ostatnich %n żądań</numerusform>
        </translation>
    </message>
    <message>
        <source>Rules, the first that matches decides</source>
        <translation>Reguły; decyduje pierwsza pasująca</translation>
    </message>
    <message>
        <source>The first rule that matches decides.</source>
        <translation>Decyduje pierwsza pasująca reguła.</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Dodaj</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Usuń</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>W &amp;górę</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translation>W &amp;dół</translation>
    </message>
    <message numerus="yes">
        <source>decides %n</source>
        <translation>
            <numerusform>decyduje o %n</numerusform>
            <numerusform>decyduje o %n</numerusform>
            <numerusform>decyduje o %n</numerusform>
        </translation>
    </message>
    <message>
        <source>not known: headers are not kept</source>
        <translation>nieznane: nagłówki nie są przechowywane</translation>
    </message>
    <message>
        <source>%1 would decide every request: choose when it holds.</source>
        <translation>%1 rozstrzygałaby o każdym żądaniu: wybierz, kiedy obowiązuje.</translation>
    </message>
</context>
<context>
    <name>ui::SavedFilters</name>
    <message>
        <source>Saved</source>
        <translation>Zapisane</translation>
    </message>
    <message>
        <source>Filters that were saved</source>
        <translation>Zapisane filtry</translation>
    </message>
    <message>
        <source>&amp;Save this filter</source>
        <translation>&amp;Zapisz ten filtr</translation>
    </message>
    <message>
        <source>&amp;Forget this filter</source>
        <translation>&amp;Usuń ten filtr</translation>
    </message>
</context>
<context>
    <name>ui::SecretStore</name>
    <message>
        <source>this build has no keychain</source>
        <translation>ta kompilacja nie obsługuje pęku kluczy</translation>
    </message>
</context>
<context>
    <name>ui::SessionLane</name>
    <message>
        <source>Turns of this session</source>
        <translation>Tury tej sesji</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Czas</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Odpowiedział</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Trudność</translation>
    </message>
    <message>
        <source>From the cache</source>
        <translation>Z pamięci podręcznej</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Koszt</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Powód</translation>
    </message>
    <message>
        <source>Compared with the turn before</source>
        <translation>W porównaniu z poprzednią turą</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Porównanie</translation>
    </message>
    <message>
        <source>Turn before</source>
        <translation>Poprzednia tura</translation>
    </message>
    <message>
        <source>This turn</source>
        <translation>Ta tura</translation>
    </message>
    <message>
        <source>This request belongs to no session.</source>
        <translation>To żądanie nie należy do żadnej sesji.</translation>
    </message>
    <message numerus="yes">
        <source>%n turn(s) in the table; Alt+Up and Alt+Down go from one to the next.</source>
        <translation>
            <numerusform>%n tura w tabeli; Alt+Góra i Alt+Dół przechodzą do następnej.</numerusform>
            <numerusform>%n tury w tabeli; Alt+Góra i Alt+Dół przechodzą do następnej.</numerusform>
            <numerusform>%n tur w tabeli; Alt+Góra i Alt+Dół przechodzą do następnej.</numerusform>
        </translation>
    </message>
    <message>
        <source>Kind of turn</source>
        <translation>Rodzaj tury</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Żądanie</translation>
    </message>
    <message>
        <source>Tokens of the prompt</source>
        <translation>Tokeny zapytania</translation>
    </message>
    <message>
        <source>Tokens of the answer</source>
        <translation>Tokeny odpowiedzi</translation>
    </message>
    <message>
        <source>The prompt differs first at</source>
        <translation>Zapytanie różni się najpierw w</translation>
    </message>
</context>
<context>
    <name>ui::SessionsMenu</name>
    <message>
        <source>cold</source>
        <translation>zimna</translation>
    </message>
    <message>
        <source>warm %1:%2</source>
        <translation>ciepła %1:%2</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>nieznany</translation>
    </message>
    <message>
        <source>&amp;Active sessions</source>
        <translation>&amp;Aktywne sesje</translation>
    </message>
    <message>
        <source>&amp;Boost next turn</source>
        <translation>&amp;Wzmocnij następną turę</translation>
    </message>
    <message>
        <source>&amp;Hold this model</source>
        <translation>&amp;Przypnij ten model</translation>
    </message>
    <message>
        <source>&amp;Don&apos;t route</source>
        <translation>&amp;Bez routingu</translation>
    </message>
    <message>
        <source>&amp;Show in the window</source>
        <translation>Pokaż w &amp;oknie</translation>
    </message>
</context>
<context>
    <name>ui::SessionsPage</name>
    <message>
        <source>not routed</source>
        <translation>bez routingu</translation>
    </message>
    <message>
        <source>held on %1</source>
        <translation>przypięta do %1</translation>
    </message>
    <message>
        <source>next turn boosted</source>
        <translation>następna tura wzmocniona</translation>
    </message>
    <message>
        <source>cold</source>
        <translation>zimna</translation>
    </message>
    <message>
        <source>%1 tokens, warm for %2:%3</source>
        <translation>%1 tokenów, ciepła %2:%3</translation>
    </message>
    <message>
        <source>Conversations of your agents, the latest used first. What you choose counts for one of them, until you release it.</source>
        <translation>Rozmowy agentów, ostatnio używane na początku. Wybór dotyczy jednej z nich, aż do jej zwolnienia.</translation>
    </message>
    <message>
        <source>Not done: %1</source>
        <translation>Nie wykonano: %1</translation>
    </message>
    <message>
        <source>The proxy does not tell its sessions: %1</source>
        <translation>Proxy nie podaje swoich sesji: %1</translation>
    </message>
    <message>
        <source>&amp;Boost next turn</source>
        <translation>&amp;Wzmocnij następną turę</translation>
    </message>
    <message>
        <source>Its next turn counts as hard, whatever Morph would say</source>
        <translation>Jej następna tura liczy się jako trudna, cokolwiek powiedziałby Morph</translation>
    </message>
    <message>
        <source>&amp;Don&apos;t route</source>
        <translation>&amp;Bez routingu</translation>
    </message>
    <message>
        <source>It keeps the models it asks for</source>
        <translation>Zachowuje modele, o które prosi</translation>
    </message>
    <message>
        <source>Model to hold</source>
        <translation>Model do przypięcia</translation>
    </message>
    <message>
        <source>&amp;Hold this model</source>
        <translation>&amp;Przypnij ten model</translation>
    </message>
    <message>
        <source>All its turns go to this model</source>
        <translation>Wszystkie jej tury trafiają do tego modelu</translation>
    </message>
    <message>
        <source>&amp;Release</source>
        <translation>&amp;Zwolnij</translation>
    </message>
    <message>
        <source>Removes the override: the session is routed like all others</source>
        <translation>Cofa to, co wybrano ręcznie: jest kierowana jak wszystkie inne</translation>
    </message>
    <message>
        <source>Show its re&amp;quests</source>
        <translation>Pokaż jej żą&amp;dania</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Klient</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sesja</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>Turns</source>
        <translation>Tury</translation>
    </message>
    <message>
        <source>Last turn</source>
        <translation>Ostatnia tura</translation>
    </message>
    <message>
        <source>Prompt cache</source>
        <translation>Cache promptu</translation>
    </message>
    <message>
        <source>Override</source>
        <translation>Ręcznie</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sesje</translation>
    </message>
    <message>
        <source>No conversation yet. The first turn of an agent shows here.</source>
        <translation>Nie ma jeszcze żadnej rozmowy. Pierwsza tura agenta pojawi się tutaj.</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>nieznany</translation>
    </message>
    <message>
        <source>now</source>
        <translation>teraz</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>%1 s temu</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>%1 min temu</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>%1 godz. temu</translation>
    </message>
</context>
<context>
    <name>ui::SettingField</name>
    <message>
        <source>from the keychain</source>
        <translation>z pęku kluczy</translation>
    </message>
    <message>
        <source>fixed by the environment</source>
        <translation>ustalone przez środowisko</translation>
    </message>
    <message>
        <source>fixed by the command line</source>
        <translation>ustalone w wierszu poleceń</translation>
    </message>
    <message>
        <source>switched by hand</source>
        <translation>przełączone ręcznie</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>z %1</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>nie ustawiono</translation>
    </message>
    <message>
        <source>set (%1)</source>
        <translation>ustawiono (%1)</translation>
    </message>
    <message>
        <source>Allowed: %1</source>
        <translation>Dozwolone: %1</translation>
    </message>
    <message>
        <source>changed; needs a restart of the proxy</source>
        <translation>zmieniono; wymaga ponownego uruchomienia proxy</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>zmieniono</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Przywróć</translation>
    </message>
    <message>
        <source>Reset: %1</source>
        <translation>Przywróć: %1</translation>
    </message>
    <message>
        <source>As it is without a setting</source>
        <translation>Jak bez ustawienia</translation>
    </message>
    <message>
        <source>To %1</source>
        <translation>Na %1</translation>
    </message>
    <message>
        <source>Follow the request</source>
        <translation>Według żądania</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Zrównoważony</translation>
    </message>
    <message>
        <source>Aggressive</source>
        <translation>Agresywny</translation>
    </message>
    <message>
        <source>Morph&apos;s difficulty, by the map of models</source>
        <translation>Trudność według Morph, przez mapę modeli</translation>
    </message>
    <message>
        <source>The model that Morph names</source>
        <translation>Model wskazany przez Morph</translation>
    </message>
    <message>
        <source>When it is worth more than a warm cache</source>
        <translation>Gdy jest warte więcej niż ciepła pamięć podręczna</translation>
    </message>
    <message>
        <source>At each task of a person</source>
        <translation>Przy każdym zadaniu człowieka</translation>
    </message>
    <message>
        <source>At each request</source>
        <translation>Przy każdym żądaniu</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>Morph</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>Ten komputer</translation>
    </message>
    <message>
        <source>This machine, then Morph</source>
        <translation>Ten komputer, potem Morph</translation>
    </message>
    <message>
        <source>Morph, then this machine</source>
        <translation>Morph, potem ten komputer</translation>
    </message>
    <message>
        <source>All of them</source>
        <translation>Wszystkie</translation>
    </message>
    <message>
        <source>Keep their model</source>
        <translation>Zachowują swój model</translation>
    </message>
    <message>
        <source>Are routed like people&apos;s tasks</source>
        <translation>Są kierowane jak zadania ludzi</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Przeglądaj…</translation>
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
        <translation>Limity i timeouty</translation>
    </message>
    <message>
        <source>Routing</source>
        <translation>Routing</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Połączenie</translation>
    </message>
    <message>
        <source>Recording and privacy</source>
        <translation>Zapis i prywatność</translation>
    </message>
    <message>
        <source>Backend commands</source>
        <translation>Polecenia backendu</translation>
    </message>
    <message>
        <source>Keep &amp;keys in the system&apos;s keychain</source>
        <translation>Przechowuj &amp;klucze w systemowym pęku kluczy</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ustawienia</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Strony</translation>
    </message>
    <message>
        <source>This window</source>
        <translation>To okno</translation>
    </message>
    <message>
        <source>Only this window reads them there: a proxy that runs without it needs its keys in .env or the environment.</source>
        <translation>Odczytuje je stamtąd tylko to okno: proxy działające bez niego potrzebuje kluczy w .env lub w środowisku.</translation>
    </message>
    <message>
        <source>The keychain did not take %1: %2. Without the tick it goes into .env.</source>
        <translation>W pęku kluczy nie udało się zapisać %1: %2. Bez zaznaczenia trafi do .env.</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Znajdź ustawienie</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s):</source>
        <translation>
            <numerusform>%n problem:</numerusform>
            <numerusform>%n problemy:</numerusform>
            <numerusform>%n problemów:</numerusform>
        </translation>
    </message>
    <message>
        <source>Several instances</source>
        <translation>Kilka instancji</translation>
    </message>
    <message>
        <source>Table…</source>
        <translation>Tabela…</translation>
    </message>
</context>
<context>
    <name>ui::ShortcutActions</name>
    <message>
        <source>Routing is paused for 30 minutes</source>
        <translation>Routing jest wstrzymany na 30 minut</translation>
    </message>
    <message>
        <source>Every request keeps its model.</source>
        <translation>Każde żądanie zachowuje swój model.</translation>
    </message>
    <message>
        <source>Routing goes on</source>
        <translation>Routing działa dalej</translation>
    </message>
    <message>
        <source>No session was boosted</source>
        <translation>Nie wzmocniono żadnej sesji</translation>
    </message>
    <message>
        <source>There is nothing to pause</source>
        <translation>Nie ma czego wstrzymywać</translation>
    </message>
    <message>
        <source>Requests are not routed.</source>
        <translation>Żądania nie są kierowane.</translation>
    </message>
    <message>
        <source>The next turn is boosted</source>
        <translation>Następna tura jest wzmocniona</translation>
    </message>
    <message>
        <source>None has asked within the last hour.</source>
        <translation>Żadna nie pytała w ciągu ostatniej godziny.</translation>
    </message>
</context>
<context>
    <name>ui::Sparkline</name>
    <message>
        <source>%1: %2 the last time</source>
        <translation>%1: ostatnio %2</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>maks. %1</translation>
    </message>
</context>
<context>
    <name>ui::StatisticsPage</name>
    <message>
        <source>Last 15 minutes</source>
        <translation>Ostatnie 15 minut</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Ostatnia godzina</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Ostatnia doba</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>Ostatni tydzień</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Wszystko</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Czas</translation>
    </message>
    <message>
        <source>All projects</source>
        <translation>Wszystkie projekty</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Save as &amp;PNG…</source>
        <translation>Zapisz jako &amp;PNG…</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Trudność</translation>
    </message>
    <message>
        <source>Difficulty over time</source>
        <translation>Trudność w czasie</translation>
    </message>
    <message>
        <source>Asked for → answered by</source>
        <translation>Żądany → odpowiadający model</translation>
    </message>
    <message>
        <source>Routing latency, ms</source>
        <translation>Opóźnienie routingu, ms</translation>
    </message>
    <message>
        <source>Requests and errors</source>
        <translation>Żądania i błędy</translation>
    </message>
    <message>
        <source>Savings, $</source>
        <translation>Oszczędności, $</translation>
    </message>
    <message numerus="yes">
        <source>requests, %n with an error</source>
        <translation>
            <numerusform>żądania, %n z błędem</numerusform>
            <numerusform>żądania, %n z błędem</numerusform>
            <numerusform>żądania, %n z błędem</numerusform>
        </translation>
    </message>
    <message>
        <source>requests</source>
        <translation>żądania</translation>
    </message>
    <message>
        <source>went to another model</source>
        <translation>do innego modelu</translation>
    </message>
    <message>
        <source>Morph p50 / p95</source>
        <translation>Morph p50 / p95</translation>
    </message>
    <message>
        <source>saved, Morph&apos;s fee paid</source>
        <translation>oszczędności netto</translation>
    </message>
    <message>
        <source>Save the charts</source>
        <translation>Zapisz wykresy</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Obrazy (*.png)</translation>
    </message>
    <message>
        <source>The picture could not be written.</source>
        <translation>Nie można zapisać obrazu.</translation>
    </message>
    <message>
        <source>The figures above count %1 requests of before %2, of which the books keep sums alone: the charts begin then.</source>
        <translation>Liczby powyżej obejmują %1 żądań sprzed %2, z których księgi przechowują tylko sumy: wykresy zaczynają się wtedy.</translation>
    </message>
    <message>
        <source>%1 to %2: show the whole time again</source>
        <translation>%1 do %2: znów pokaż cały czas</translation>
    </message>
</context>
<context>
    <name>ui::Step</name>
    <message>
        <source>done</source>
        <translation>gotowe</translation>
    </message>
    <message>
        <source>has a problem</source>
        <translation>ma problem</translation>
    </message>
    <message>
        <source>open</source>
        <translation>otwarte</translation>
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
        <translation>2. Kto ocenia zadania: Morph czy ten komputer</translation>
    </message>
    <message>
        <source>3. Agents</source>
        <translation>3. Agenci</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Addr&amp;ess…</source>
        <translation>Adr&amp;es…</translation>
    </message>
    <message>
        <source>Opens the settings</source>
        <translation>Otwiera ustawienia</translation>
    </message>
    <message>
        <source>Check &amp;again</source>
        <translation>&amp;Sprawdź ponownie</translation>
    </message>
    <message>
        <source>Where to get it</source>
        <translation>Skąd go wziąć</translation>
    </message>
    <message>
        <source>Morph key</source>
        <translation>Klucz Morph</translation>
    </message>
    <message>
        <source>&amp;Save the key</source>
        <translation>&amp;Zapisz klucz</translation>
    </message>
    <message>
        <source>Test the &amp;key</source>
        <translation>Sprawdź k&amp;lucz</translation>
    </message>
    <message>
        <source>Asks Morph one question, which costs its fee</source>
        <translation>Zadaje Morph jedno pytanie, które kosztuje opłatę</translation>
    </message>
    <message>
        <source>&amp;Route on this machine</source>
        <translation>&amp;Kieruj na tym komputerze</translation>
    </message>
    <message>
        <source>Result of the test</source>
        <translation>Wynik próby</translation>
    </message>
    <message>
        <source>Where to get a key</source>
        <translation>Skąd wziąć klucz</translation>
    </message>
    <message>
        <source>%1 was not asked yet</source>
        <translation>%1 nie był jeszcze pytany</translation>
    </message>
    <message>
        <source>%1 does not answer. Start CLIProxyAPI with port %2 in its config.yaml, or give the address where it listens.</source>
        <translation>%1 nie odpowiada. Uruchom CLIProxyAPI z portem %2 w config.yaml albo podaj adres, na którym nasłuchuje.</translation>
    </message>
    <message numerus="yes">
        <source>%1 answers, %n model(s)</source>
        <translation>
            <numerusform>%1 odpowiada, %n model</numerusform>
            <numerusform>%1 odpowiada, %n modele</numerusform>
            <numerusform>%1 odpowiada, %n modeli</numerusform>
        </translation>
    </message>
    <message>
        <source>No key for it was found: the agents&apos; own keys pass through.</source>
        <translation>Nie znaleziono klucza do niego: przechodzą własne klucze agentów.</translation>
    </message>
    <message>
        <source>Its key is from %1.</source>
        <translation>Jego klucz pochodzi z %1.</translation>
    </message>
    <message>
        <source>another key</source>
        <translation>inny klucz</translation>
    </message>
    <message>
        <source>key</source>
        <translation>klucz</translation>
    </message>
    <message>
        <source>Morph judges; its key is set (%1)</source>
        <translation>Ocenia Morph; klucz jest ustawiony (%1)</translation>
    </message>
    <message>
        <source>none needed: this machine judges the tasks, and nothing leaves it</source>
        <translation>niepotrzebny: zadania ocenia ten komputer i nic go nie opuszcza</translation>
    </message>
    <message>
        <source>Without MORPH_API_KEY every request passes with the model it asks for. Give a key, or let this machine judge the tasks: nothing leaves it then.</source>
        <translation>Bez MORPH_API_KEY każde żądanie przechodzi z modelem, o który prosi. Podaj klucz albo pozwól oceniać temu komputerowi: wtedy nic go nie opuszcza.</translation>
    </message>
    <message>
        <source>a built-in fake server answers</source>
        <translation>odpowiada wbudowany serwer udawany</translation>
    </message>
    <message>
        <source>Show %1…</source>
        <translation>Pokaż %1…</translation>
    </message>
    <message>
        <source>Connect %1…</source>
        <translation>Podłącz %1…</translation>
    </message>
    <message>
        <source>○ %1 is not connected</source>
        <translation>○ %1 nie jest podłączony</translation>
    </message>
    <message>
        <source>● %1 is connected; waiting for a request…</source>
        <translation>● %1 jest podłączony; czekam na żądanie…</translation>
    </message>
    <message>
        <source>✔ %1 is connected; its request came at %2</source>
        <translation>✔ %1 jest podłączony; żądanie przyszło o %2</translation>
    </message>
    <message>
        <source>Each is connected by a change of its settings file, which is shown first and can be undone.</source>
        <translation>Każdy jest podłączany zmianą pliku ustawień, która jest najpierw pokazana i może być cofnięta.</translation>
    </message>
    <message>
        <source>No agent was found on this machine. The list at the left has lines to copy for each, and for other programs.</source>
        <translation>Na tym komputerze nie znaleziono agenta. Lista po lewej ma wiersze do skopiowania dla każdego i dla innych programów.</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Pytam…</translation>
    </message>
    <message>
        <source>Demo: a second proxy runs between built-in fake servers, on a port of its own. Nothing of it leaves this machine or gets into the log or the costs.</source>
        <translation>Demo: drugi proxy działa między wbudowanymi udawanymi serwerami, na własnym porcie. Nic z tego nie opuszcza komputera ani nie trafia do dziennika i kosztów.</translation>
    </message>
    <message>
        <source>Nothing set up yet? The demo shows everything with built-in fake servers, on this machine only. Your agents are not touched.</source>
        <translation>Nic jeszcze nie ustawiono? Demo pokazuje wszystko z wbudowanymi udawanymi serwerami, tylko na tym komputerze. Agenci pozostają nietknięci.</translation>
    </message>
    <message>
        <source>&amp;Leave the demo</source>
        <translation>&amp;Opuść demo</translation>
    </message>
    <message>
        <source>Try the &amp;demo</source>
        <translation>Wypróbuj &amp;demo</translation>
    </message>
</context>
<context>
    <name>ui::TestRequest</name>
    <message>
        <source>No answer: %1</source>
        <translation>Brak odpowiedzi: %1</translation>
    </message>
    <message>
        <source>Status %1: %2</source>
        <translation>Status %1: %2</translation>
    </message>
    <message>
        <source>Answered by %1</source>
        <translation>Odpowiedział %1</translation>
    </message>
    <message>
        <source>Answered by %1 (%2)</source>
        <translation>Odpowiedział %1 (%2)</translation>
    </message>
</context>
<context>
    <name>ui::TimelineBar</name>
    <message>
        <source>inspect</source>
        <translation>analiza</translation>
    </message>
    <message>
        <source>decide</source>
        <translation>decyzja</translation>
    </message>
    <message>
        <source>connect</source>
        <translation>połączenie</translation>
    </message>
    <message>
        <source>first byte</source>
        <translation>pierwszy bajt</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>strumień</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>odpowiedź</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>czeka</translation>
    </message>
    <message>
        <source>%1: %2, from %3 on</source>
        <translation>%1: %2, od %3</translation>
    </message>
</context>
<context>
    <name>ui::TrayIcon</name>
    <message>
        <source>Demo: built-in fake servers answer</source>
        <translation>Demo: odpowiadają wbudowane atrapy</translation>
    </message>
</context>
<context>
    <name>ui::TrayMenu</name>
    <message>
        <source>&amp;Open llm-proxy</source>
        <translation>&amp;Otwórz llm-proxy</translation>
    </message>
    <message>
        <source>%1 of the plan %2 used</source>
        <translation>%1 planu: zużyto %2</translation>
    </message>
    <message>
        <source>&amp;Connect an agent…</source>
        <translation>&amp;Połącz agenta…</translation>
    </message>
    <message>
        <source>Copy &amp;base URL</source>
        <translation>Skopiuj &amp;bazowy URL</translation>
    </message>
    <message>
        <source>Start at &amp;login</source>
        <translation>Uruchamiaj przy &amp;logowaniu</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>U&amp;stawienia…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>Za&amp;kończ</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) today</source>
        <translation>
            <numerusform>%n żądanie dzisiaj</numerusform>
            <numerusform>%n żądania dzisiaj</numerusform>
            <numerusform>%n żądań dzisiaj</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 easy</source>
        <translation>%1 łatwych</translation>
    </message>
    <message>
        <source>Morph %1</source>
        <translation>Morph %1</translation>
    </message>
    <message>
        <source>%1 saved</source>
        <translation>zaoszczędzono %1</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>strata %1</translation>
    </message>
    <message>
        <source>Running on 127.0.0.1:%1</source>
        <translation>Działa na 127.0.0.1:%1</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Uruchamianie…</translation>
    </message>
    <message>
        <source>Finishing open streams…</source>
        <translation>Kończenie otwartych strumieni…</translation>
    </message>
    <message>
        <source>Could not start</source>
        <translation>Nie udało się uruchomić</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Zatrzymane</translation>
    </message>
    <message>
        <source>plan limit: %1</source>
        <translation>limit planu: %1</translation>
    </message>
</context>
<context>
    <name>ui::WindowMessages</name>
    <message>
        <source>GNOME shows no tray of its own. With the extension &quot;AppIndicator and KStatusNotifierItem Support&quot; llm-proxy appears there; until then, closing this window quits.</source>
        <translation>GNOME sam nie wyświetla zasobnika. Z rozszerzeniem „AppIndicator and KStatusNotifierItem Support” llm-proxy pojawi się w zasobniku; do tego czasu zamknięcie tego okna kończy program.</translation>
    </message>
    <message>
        <source>This desktop has no tray (a panel with a system tray would show one). It is picked up when it appears; until then, closing this window quits.</source>
        <translation>To środowisko nie ma zasobnika (wyświetliłby go panel z zasobnikiem systemowym). Gdy się pojawi, zostanie użyty; do tego czasu zamknięcie tego okna kończy program.</translation>
    </message>
    <message>
        <source>Saved. The proxy that this window shows takes a part of it over when it is started again.</source>
        <translation>Zapisano. Proxy pokazywane w tym oknie przejmie część zmian po ponownym uruchomieniu.</translation>
    </message>
    <message>
        <source>Saved. A part of it takes effect when the proxy is started again.</source>
        <translation>Zapisano. Część zmian zacznie działać po ponownym uruchomieniu proxy.</translation>
    </message>
    <message>
        <source>&amp;Restart the proxy</source>
        <translation>&amp;Uruchom proxy ponownie</translation>
    </message>
    <message>
        <source>This window shows the llm-proxy that runs as process %1. Quitting the window leaves that proxy running.</source>
        <translation>To okno pokazuje llm-proxy działające jako proces %1. Zamknięcie programu nie zatrzymuje tego proxy.</translation>
    </message>
    <message>
        <source>Switched by hand and not as its files say: %1. The next start of the proxy, or an edit of the file that sets it, ends that.</source>
        <translation>Przełączone ręcznie, inaczej niż w plikach: %1. Kończy to następne uruchomienie proxy albo edycja pliku, który to ustawia.</translation>
    </message>
    <message>
        <source>The llm-proxy that this window showed has ended. The tray&apos;s menu starts one here.</source>
        <translation>Pokazywane w tym oknie llm-proxy zakończyło działanie. Nowe można uruchomić tutaj z menu w zasobniku.</translation>
    </message>
    <message>
        <source>&amp;Leave the demo</source>
        <translation>&amp;Opuść demo</translation>
    </message>
    <message>
        <source>Port %1 is held by %2.</source>
        <translation>Port %1 zajmuje %2.</translation>
    </message>
    <message>
        <source>&amp;Use port %1</source>
        <translation>&amp;Użyj portu %1</translation>
    </message>
    <message>
        <source>There is no key for Morph, so every request keeps its model. This machine can judge the tasks itself: nothing leaves it.</source>
        <translation>Nie ma klucza do Morph, więc każde żądanie zachowuje swój model. Ten komputer może sam oceniać zadania: nic go nie opuszcza.</translation>
    </message>
    <message>
        <source>&amp;Route on this machine</source>
        <translation>&amp;Oceniaj na tym komputerze</translation>
    </message>
    <message>
        <source>The limit %1. Requests are answered with 429 until it is lifted, or begins anew %2.</source>
        <translation>Limit %1. Żądania otrzymują odpowiedź 429, aż zostanie zniesiony lub zacznie się od nowa: %2.</translation>
    </message>
    <message>
        <source>&amp;Lift it for an hour</source>
        <translation>&amp;Znieś na godzinę</translation>
    </message>
    <message numerus="yes">
        <source>llm-proxy quits when %n open request(s) are answered. New ones are no longer taken.</source>
        <translation>
            <numerusform>llm-proxy zakończy się, gdy %n otwarte żądanie otrzyma odpowiedź. Nowe nie są już przyjmowane.</numerusform>
            <numerusform>llm-proxy zakończy się, gdy %n otwarte żądania otrzymają odpowiedź. Nowe nie są już przyjmowane.</numerusform>
            <numerusform>llm-proxy zakończy się, gdy %n otwartych żądań otrzyma odpowiedź. Nowe nie są już przyjmowane.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Cut them now</source>
        <translation>&amp;Utnij je teraz</translation>
    </message>
    <message>
        <source>Demo: built-in fake servers answer for Morph and CLIProxyAPI, on a port of its own. Nothing of this is real, costs anything or is kept; your agents go on with the real proxy.</source>
        <translation>Demo: wbudowane udawane serwery odpowiadają za Morph i CLIProxyAPI, na własnym porcie. Nic z tego nie jest prawdziwe, nic nie kosztuje ani nie jest przechowywane; agenci dalej używają prawdziwego proxy.</translation>
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
        <translation>Żądania</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statystyki</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Stan</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Dzienniki</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sesje</translation>
    </message>
    <message>
        <source>That request is not in the table any more.</source>
        <translation>Tego żądania nie ma już w tabeli.</translation>
    </message>
    <message>
        <source>Noted on this machine. &quot;llm-proxy route review&quot; shows what such notes say of the verdicts; nothing is learnt by itself.</source>
        <translation>Zapisano na tym komputerze. &quot;llm-proxy route review&quot; pokazuje, co takie zapiski mówią o ocenach; nic nie uczy się samo.</translation>
    </message>
    <message>
        <source>&amp;Requests</source>
        <translation>&amp;Żądania</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Co się stało</translation>
    </message>
    <message>
        <source>What happened (%1)</source>
        <translation>Co się stało (%1)</translation>
    </message>
</context>
</TS>
