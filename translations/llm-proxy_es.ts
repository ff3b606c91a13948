<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en_US">
<context>
    <name>AgentSetup</name>
    <message>
        <source>Not logged in? Then Claude Code also wants ANTHROPIC_AUTH_TOKEN; any value does, llm-proxy puts the backend&apos;s key in its place.</source>
        <translation>¿No ha iniciado sesión? Entonces Claude Code también necesita ANTHROPIC_AUTH_TOKEN; sirve cualquier valor: llm-proxy pone en su lugar la clave del backend.</translation>
    </message>
    <message>
        <source>Claude Code&apos;s status line</source>
        <translation>Línea de estado de Claude Code</translation>
    </message>
    <message>
        <source>One line below Claude Code&apos;s input: the model that answers, the difficulty, the warm cache and what was saved today. It replaces a status line that is there.</source>
        <translation>Una línea bajo la entrada de Claude Code: el modelo que responde, la dificultad, la caché caliente y lo ahorrado hoy. Sustituye la línea de estado que haya.</translation>
    </message>
    <message>
        <source>Gemini CLI follows this address when it logs in with GEMINI_API_KEY. It names the model in the path, so its requests pass through unrouted.</source>
        <translation>Gemini CLI usa esta dirección cuando inicia sesión con GEMINI_API_KEY. Indica el modelo en la ruta, así que sus peticiones pasan sin enrutar.</translation>
    </message>
    <message>
        <source>it is larger than 4 MB</source>
        <translation>el archivo supera los 4 MB</translation>
    </message>
    <message>
        <source>it has changed meanwhile</source>
        <translation>el archivo ha cambiado entretanto</translation>
    </message>
    <message>
        <source>it was changed since; the former one is kept beside it</source>
        <translation>el archivo se modificó después; el anterior se conserva al lado</translation>
    </message>
    <message>
        <source>it is not valid JSON</source>
        <translation>el archivo no es JSON válido</translation>
    </message>
    <message>
        <source>a part that must be an object is none</source>
        <translation>una parte que debe ser un objeto no lo es</translation>
    </message>
</context>
<context>
    <name>Autostart</name>
    <message>
        <source>The systemd user unit llm-proxy.service already starts it at login. Disable that first: systemctl --user disable llm-proxy</source>
        <translation>La unidad de usuario de systemd llm-proxy.service ya lo inicia al iniciar sesión. Desactívela primero: systemctl --user disable llm-proxy</translation>
    </message>
    <message>
        <source>The launch agent %1 already starts it at login. Remove that first.</source>
        <translation>El agente de inicio %1 ya lo inicia al iniciar sesión. Elimínelo primero.</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>easy</source>
        <translation>fácil</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>media</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>difícil</translation>
    </message>
    <message>
        <source>not classified</source>
        <translation>sin clasificar</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Dificultad</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Peticiones</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Proporción</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>mantenido</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiado</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Solicitado</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Respondido por</translation>
    </message>
    <message>
        <source>decisions</source>
        <translation>decisiones</translation>
    </message>
    <message>
        <source>Routing time</source>
        <translation>Tiempo de enrutamiento</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Decisiones</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>respondidas</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>errores</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>ahorrado</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>perdido</translation>
    </message>
    <message>
        <source>Morph&apos;s fee</source>
        <translation>tarifa de Morph</translation>
    </message>
    <message>
        <source>net</source>
        <translation>neto</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>the upstream&apos;s answer is an error</source>
        <translation>la respuesta del upstream es un error</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>demasiado grande</translation>
    </message>
    <message>
        <source>not valid UTF-8</source>
        <translation>no es UTF-8 válido</translation>
    </message>
    <message>
        <source>something follows the value</source>
        <translation>hay algo después del valor</translation>
    </message>
    <message>
        <source>it ends too early</source>
        <translation>termina antes de tiempo</translation>
    </message>
    <message>
        <source>too deep</source>
        <translation>demasiado anidado</translation>
    </message>
    <message>
        <source>a comma is missing</source>
        <translation>falta una coma</translation>
    </message>
    <message>
        <source>a member name is missing</source>
        <translation>falta el nombre de un miembro</translation>
    </message>
    <message>
        <source>a colon is missing</source>
        <translation>faltan dos puntos</translation>
    </message>
    <message>
        <source>a string does not end</source>
        <translation>una cadena no termina</translation>
    </message>
    <message>
        <source>a bad escape</source>
        <translation>una secuencia de escape no válida</translation>
    </message>
    <message>
        <source>not a JSON value</source>
        <translation>no es un valor JSON</translation>
    </message>
    <message>
        <source>too many values</source>
        <translation>demasiados valores</translation>
    </message>
    <message>
        <source>%1 (byte %2)</source>
        <translation>%1 (byte %2)</translation>
    </message>
    <message>
        <source>the upstream&apos;s stream ended without a reason to stop</source>
        <translation>el flujo del upstream terminó sin un motivo de parada</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: it has no choices</source>
        <translation>la respuesta del upstream no se puede convertir: no tiene choices</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: it has no content</source>
        <translation>la respuesta del upstream no se puede convertir: no tiene content</translation>
    </message>
    <message>
        <source>the upstream sent arguments that belong to no tool call</source>
        <translation>el upstream envió argumentos que no pertenecen a ninguna llamada de herramienta</translation>
    </message>
    <message>
        <source>the upstream sent a tool call without a name</source>
        <translation>el upstream envió una llamada de herramienta sin nombre</translation>
    </message>
    <message>
        <source>the upstream&apos;s arguments of a tool call stop in the middle</source>
        <translation>los argumentos de una llamada de herramienta del upstream se interrumpen a la mitad</translation>
    </message>
    <message>
        <source>the upstream ended its answer with &quot;%1&quot;</source>
        <translation>el upstream terminó su respuesta con «%1»</translation>
    </message>
    <message>
        <source>the upstream&apos;s arguments of a tool call are no JSON object</source>
        <translation>los argumentos de una llamada de herramienta del upstream no son un objeto JSON</translation>
    </message>
    <message>
        <source>the upstream sent too much text inside a tool call</source>
        <translation>el upstream envió demasiado texto dentro de una llamada de herramienta</translation>
    </message>
    <message>
        <source>the upstream sent more blocks than can be converted</source>
        <translation>el upstream envió más bloques de los que se pueden convertir</translation>
    </message>
    <message>
        <source>an Anthropic upstream takes JPEG, PNG, GIF and WebP images</source>
        <translation>un upstream de Anthropic admite imágenes JPEG, PNG, GIF y WebP</translation>
    </message>
    <message>
        <source>%1; allowed: %2</source>
        <translation>%1; permitido: %2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a URL</source>
        <translation>«%1» no es un URL</translation>
    </message>
    <message>
        <source>&quot;%1:&quot; is not a scheme that is spoken here</source>
        <translation>«%1:» no es un esquema admitido aquí</translation>
    </message>
    <message>
        <source>&quot;%1&quot; names no host</source>
        <translation>«%1» no indica ningún host</translation>
    </message>
    <message>
        <source>port 0 cannot be reached</source>
        <translation>el puerto 0 no es accesible</translation>
    </message>
    <message>
        <source>it has a query or a fragment</source>
        <translation>tiene una consulta o un fragmento</translation>
    </message>
    <message>
        <source>is longer than 4096 characters</source>
        <translation>tiene más de 4096 caracteres</translation>
    </message>
    <message>
        <source>holds a character that cannot stand in a header</source>
        <translation>contiene un carácter que no puede ir en una cabecera</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a model name</source>
        <translation>«%1» no es un nombre de modelo</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an IP address</source>
        <translation>«%1» no es una dirección IP</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a host name without port</source>
        <translation>«%1» no es un nombre de host sin puerto</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an origin</source>
        <translation>«%1» no es un origen</translation>
    </message>
    <message>
        <source>it holds a user name or password</source>
        <translation>contiene un nombre de usuario o una contraseña</translation>
    </message>
    <message>
        <source>it ends with the path &quot;/v1&quot;, which every request brings itself</source>
        <translation>termina en la ruta «/v1», que cada petición ya trae</translation>
    </message>
    <message>
        <source>&quot;%1&quot; can be reached from other machines, and no key is asked for</source>
        <translation>«%1» es accesible desde otros equipos y no se pide clave</translation>
    </message>
    <message>
        <source>holds a key of fewer than %1 characters</source>
        <translation>contiene una clave de menos de %1 caracteres</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is this proxy&apos;s own address</source>
        <translation>«%1» es la propia dirección de este proxy</translation>
    </message>
    <message>
        <source>the address of another program, or another LLM_PROXY_PORT</source>
        <translation>la dirección de otro programa, u otro LLM_PROXY_PORT</translation>
    </message>
    <message>
        <source>sends the key and prompts unencrypted</source>
        <translation>envía la clave y los prompts sin cifrar</translation>
    </message>
    <message>
        <source>is less than LLM_PROXY_MAX_BODY_MB</source>
        <translation>es menor que LLM_PROXY_MAX_BODY_MB</translation>
    </message>
    <message>
        <source>at least as much as LLM_PROXY_MAX_BODY_MB</source>
        <translation>al menos tanto como LLM_PROXY_MAX_BODY_MB</translation>
    </message>
    <message>
        <source>looks like an example and not like a key</source>
        <translation>parece un ejemplo y no una clave</translation>
    </message>
    <message>
        <source>is not set: routing is off, every request keeps its model</source>
        <translation>no está definida: el enrutamiento está desactivado, cada petición conserva su modelo</translation>
    </message>
    <message>
        <source>holds a key and can be read by other users</source>
        <translation>contiene una clave y otros usuarios pueden leerlo</translation>
    </message>
    <message>
        <source>mode 0600</source>
        <translation>permisos 0600</translation>
    </message>
    <message>
        <source>is not a known setting</source>
        <translation>no es un ajuste conocido</translation>
    </message>
    <message>
        <source>is not a known setting; did you mean %1?</source>
        <translation>no es un ajuste conocido; ¿quería decir %1?</translation>
    </message>
    <message>
        <source>has an effect in the environment only</source>
        <translation>solo tiene efecto en el entorno</translation>
    </message>
    <message>
        <source>stands on line %1 too; the last one counts</source>
        <translation>también está en la línea %1; cuenta la última</translation>
    </message>
    <message>
        <source>is a secret, and every user of this machine can read a command line</source>
        <translation>es un secreto, y cualquier usuario de este equipo puede leer una línea de comandos</translation>
    </message>
    <message>
        <source>the environment, .env or llm-proxy.json</source>
        <translation>el entorno, .env o llm-proxy.json</translation>
    </message>
    <message>
        <source>text after the closing quote</source>
        <translation>texto después de la comilla de cierre</translation>
    </message>
    <message>
        <source>the closing quote is missing</source>
        <translation>falta la comilla de cierre</translation>
    </message>
    <message>
        <source>is not of the form KEY=value</source>
        <translation>no tiene la forma KEY=valor</translation>
    </message>
    <message>
        <source>holds a NUL</source>
        <translation>contiene un NUL</translation>
    </message>
    <message>
        <source>is not UTF-8</source>
        <translation>no es UTF-8</translation>
    </message>
    <message>
        <source>is not JSON: %1</source>
        <translation>no es JSON: %1</translation>
    </message>
    <message>
        <source>holds no JSON object</source>
        <translation>no contiene un objeto JSON</translation>
    </message>
    <message>
        <source>stands there more than once</source>
        <translation>aparece más de una vez</translation>
    </message>
    <message>
        <source>is not an object</source>
        <translation>no es un objeto</translation>
    </message>
    <message>
        <source>an object of settings</source>
        <translation>un objeto de ajustes</translation>
    </message>
    <message>
        <source>does not exist, but LLM_PROXY_CONFIG names it</source>
        <translation>no existe, pero LLM_PROXY_CONFIG lo indica</translation>
    </message>
    <message>
        <source>is not an array of objects</source>
        <translation>no es un array de objetos</translation>
    </message>
    <message>
        <source>can&apos;t be used: %1</source>
        <translation>no se puede usar: %1</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>un texto</translation>
    </message>
    <message>
        <source>is %1, not %2</source>
        <translation>es %1, se espera %2</translation>
    </message>
    <message>
        <source>%1 is not a whole number</source>
        <translation>%1 no es un número entero</translation>
    </message>
    <message>
        <source>%1 is out of range</source>
        <translation>%1 está fuera de rango</translation>
    </message>
    <message>
        <source>an array of texts</source>
        <translation>un array de textos</translation>
    </message>
    <message>
        <source>one entry %1</source>
        <translation>una entrada %1</translation>
    </message>
    <message>
        <source>one entry is empty</source>
        <translation>una entrada está vacía</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not one of them</source>
        <translation>«%1» no es uno de ellos</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is neither true nor false</source>
        <translation>«%1» no es true ni false</translation>
    </message>
    <message>
        <source>holds commas only</source>
        <translation>solo contiene comas</translation>
    </message>
    <message>
        <source>is not a number</source>
        <translation>no es un número</translation>
    </message>
    <message>
        <source>is not a regular file</source>
        <translation>no es un archivo normal</translation>
    </message>
    <message>
        <source>cannot be read: %1</source>
        <translation>no se puede leer: %1</translation>
    </message>
    <message>
        <source>is larger than 1 MiB</source>
        <translation>supera 1 MiB</translation>
    </message>
    <message>
        <source>router.rules[%1]: %2</source>
        <translation>router.rules[%1]: %2</translation>
    </message>
    <message>
        <source>when.%1 must be a text of at most 256 bytes</source>
        <translation>when.%1 debe ser un texto de 256 bytes como máximo</translation>
    </message>
    <message>
        <source>when.%1 must be a number of bytes</source>
        <translation>when.%1 debe ser un número de bytes</translation>
    </message>
    <message>
        <source>when.%1 is not known; known are model, path, client, project, header, headerValue, textLongerThan, textShorterThan</source>
        <translation>when.%1 no se conoce; se conocen model, path, client, project, header, headerValue, textLongerThan, textShorterThan</translation>
    </message>
    <message>
        <source>then.keep must name hard, upgrade or both</source>
        <translation>then.keep debe indicar hard, upgrade o ambos</translation>
    </message>
    <message>
        <source>then.keep knows hard and upgrade only</source>
        <translation>then.keep solo conoce hard y upgrade</translation>
    </message>
    <message>
        <source>then.route must be off, easy, medium, hard or model=&lt;id&gt;</source>
        <translation>then.route debe ser off, easy, medium, hard o model=&lt;id&gt;</translation>
    </message>
    <message>
        <source>then.%1 is not known; known are route and keep</source>
        <translation>then.%1 no se conoce; se conocen route y keep</translation>
    </message>
    <message>
        <source>needs then.route or then.keep</source>
        <translation>necesita then.route o then.keep</translation>
    </message>
    <message>
        <source>needs an id of at most 256 bytes</source>
        <translation>necesita un id de 256 bytes como máximo</translation>
    </message>
    <message>
        <source>%1 is not known; known are id, when and then</source>
        <translation>%1 no se conoce; se conocen id, when y then</translation>
    </message>
    <message>
        <source>more than 256 rules</source>
        <translation>más de 256 reglas</translation>
    </message>
    <message>
        <source>its id is used twice</source>
        <translation>su id está repetido</translation>
    </message>
    <message>
        <source>there is no setting %1</source>
        <translation>no existe el ajuste %1</translation>
    </message>
    <message>
        <source>%1 is fixed by the %2</source>
        <translation>%1 está fijado por: %2</translation>
    </message>
    <message>
        <source>environment: %1: &quot;%2&quot; is not an absolute path</source>
        <translation>entorno: %1: «%2» no es una ruta absoluta</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>entorno</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>línea de comandos</translation>
    </message>
    <message>
        <source>keychain</source>
        <translation>llavero</translation>
    </message>
    <message>
        <source>default</source>
        <translation>valor predeterminado</translation>
    </message>
    <message>
        <source>the upstream compressed its answer although it was asked not to</source>
        <translation>el upstream comprimió su respuesta aunque se le pidió no hacerlo</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer is too large to convert</source>
        <translation>la respuesta del upstream es demasiado grande para convertirla</translation>
    </message>
    <message>
        <source>the upstream&apos;s stream stopped before its end</source>
        <translation>el flujo del upstream se detuvo antes de terminar</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: %1</source>
        <translation>la respuesta del upstream no se puede convertir: %1</translation>
    </message>
    <message>
        <source>a string or an array is required</source>
        <translation>se requiere una cadena o un array</translation>
    </message>
    <message>
        <source>must be user, assistant or system</source>
        <translation>debe ser user, assistant o system</translation>
    </message>
    <message>
        <source>must be a string or an array</source>
        <translation>debe ser una cadena o un array</translation>
    </message>
    <message>
        <source>a string is required</source>
        <translation>se requiere una cadena</translation>
    </message>
    <message>
        <source>files of Anthropic&apos;s containers stay there</source>
        <translation>los archivos de los contenedores de Anthropic se quedan allí</translation>
    </message>
    <message>
        <source>only base64 data and URLs can be sent on; a file id means nothing to another service</source>
        <translation>solo se pueden reenviar datos base64 y URL; un identificador de archivo no significa nada para otro servicio</translation>
    </message>
    <message>
        <source>only data and text can be sent on; OpenAI&apos;s file parts take neither URLs nor foreign file ids</source>
        <translation>solo se pueden reenviar datos y texto; las partes de archivo de OpenAI no admiten URL ni identificadores ajenos</translation>
    </message>
    <message>
        <source>an array is required</source>
        <translation>se requiere un array</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a tool of Anthropic&apos;s own servers or models; an OpenAI upstream has no equal</source>
        <translation>«%1» es una herramienta de los servidores o modelos de Anthropic; un upstream de OpenAI no tiene equivalente</translation>
    </message>
    <message>
        <source>must be auto, any, tool or none</source>
        <translation>debe ser auto, any, tool o none</translation>
    </message>
    <message>
        <source>must be of type json_schema and hold a schema</source>
        <translation>debe ser de tipo json_schema y contener un esquema</translation>
    </message>
    <message>
        <source>the upstream sent an event that is no JSON object</source>
        <translation>el upstream envió un evento que no es un objeto JSON</translation>
    </message>
    <message>
        <source>content-encoding: a compressed body can&apos;t be converted</source>
        <translation>content-encoding: un cuerpo comprimido no se puede convertir</translation>
    </message>
    <message>
        <source>the body is no JSON object: %1</source>
        <translation>el cuerpo no es un objeto JSON: %1</translation>
    </message>
    <message>
        <source>the upstream speaks %1, which has no equal of this call</source>
        <translation>el upstream habla %1, que no tiene equivalente de esta llamada</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>una cadena</translation>
    </message>
    <message>
        <source>an array</source>
        <translation>un array</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>un objeto</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>un número</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>debe ser true o false</translation>
    </message>
    <message>
        <source>must be %1</source>
        <translation>debe ser %1</translation>
    </message>
    <message>
        <source>can&apos;t be said to this upstream: %1</source>
        <translation>no se puede expresar para este upstream: %1</translation>
    </message>
    <message>
        <source>runs on Anthropic&apos;s servers</source>
        <translation>se ejecuta en los servidores de Anthropic</translation>
    </message>
    <message>
        <source>run from Anthropic&apos;s servers</source>
        <translation>se ejecutan desde los servidores de Anthropic</translation>
    </message>
    <message>
        <source>no sound</source>
        <translation>sin sonido</translation>
    </message>
    <message>
        <source>the search is OpenAI&apos;s</source>
        <translation>la búsqueda es de OpenAI</translation>
    </message>
    <message>
        <source>the old form; use tools</source>
        <translation>la forma antigua; use tools</translation>
    </message>
    <message>
        <source>the old form; use tool_choice</source>
        <translation>la forma antigua; use tool_choice</translation>
    </message>
    <message>
        <source>&quot;%1&quot; can&apos;t stand here for an Anthropic upstream</source>
        <translation>«%1» no puede aparecer aquí para un upstream de Anthropic</translation>
    </message>
    <message>
        <source>a data URL must be in base64</source>
        <translation>un URL data debe estar en base64</translation>
    </message>
    <message>
        <source>only PDF data in a base64 data URL can be sent on; a file id means nothing elsewhere</source>
        <translation>solo se pueden reenviar datos PDF en un URL data base64; un identificador de archivo no significa nada en otro lugar</translation>
    </message>
    <message>
        <source>an Anthropic upstream needs a message beside the system&apos;s</source>
        <translation>un upstream de Anthropic necesita un mensaje además del de sistema</translation>
    </message>
    <message>
        <source>must be system, developer, user, assistant or tool; functions are called tools by now</source>
        <translation>debe ser system, developer, user, assistant o tool; las funciones ahora se llaman tools</translation>
    </message>
    <message>
        <source>functions are called tools by now</source>
        <translation>las funciones ahora se llaman tools</translation>
    </message>
    <message>
        <source>an Anthropic upstream takes no sound</source>
        <translation>un upstream de Anthropic no admite sonido</translation>
    </message>
    <message>
        <source>an Anthropic upstream knows function calls only</source>
        <translation>un upstream de Anthropic solo conoce llamadas a funciones</translation>
    </message>
    <message>
        <source>an Anthropic upstream gives one choice</source>
        <translation>un upstream de Anthropic da una sola opción</translation>
    </message>
    <message>
        <source>an Anthropic upstream has no probabilities</source>
        <translation>un upstream de Anthropic no tiene probabilidades</translation>
    </message>
    <message>
        <source>an Anthropic upstream has none</source>
        <translation>un upstream de Anthropic no las tiene</translation>
    </message>
    <message>
        <source>an Anthropic upstream gives text only</source>
        <translation>un upstream de Anthropic solo da texto</translation>
    </message>
    <message>
        <source>must be text, json_object or json_schema</source>
        <translation>debe ser text, json_object o json_schema</translation>
    </message>
    <message>
        <source>the upstream sent more tool calls than can be converted</source>
        <translation>el upstream envió más llamadas a herramientas de las que se pueden convertir</translation>
    </message>
    <message>
        <source>an Anthropic upstream has function tools only</source>
        <translation>un upstream de Anthropic solo tiene herramientas de función</translation>
    </message>
    <message>
        <source>an Anthropic upstream knows function choices only</source>
        <translation>un upstream de Anthropic solo admite elegir funciones</translation>
    </message>
    <message>
        <source>must be none, auto, required or an object</source>
        <translation>debe ser none, auto, required o un objeto</translation>
    </message>
    <message>
        <source>the upstream sent an event that is too large to convert</source>
        <translation>el upstream envió un evento demasiado grande para convertirlo</translation>
    </message>
    <message>
        <source>no classification within the budget</source>
        <translation>ninguna clasificación dentro del plazo</translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation>peticiones: %1</translation>
    </message>
    <message>
        <source>%1 in the text for the router</source>
        <translation>%1 en el texto para el router</translation>
    </message>
    <message>
        <source>easy, medium and hard all come to %1</source>
        <translation>fácil, media y difícil llevan todas a %1</translation>
    </message>
    <message>
        <source>not understood: x-llm-proxy-route: %1</source>
        <translation>no se entiende: x-llm-proxy-route: %1</translation>
    </message>
    <message>
        <source>%1: no routing</source>
        <translation>%1: sin enrutamiento</translation>
    </message>
    <message>
        <source>idle %1m &gt; %2m</source>
        <translation>inactividad %1 min &gt; %2 min</translation>
    </message>
    <message>
        <source>%1: model %2</source>
        <translation>%1: modelo %2</translation>
    </message>
    <message>
        <source>%1 matched</source>
        <translation>se cumple %1</translation>
    </message>
    <message>
        <source>%1, told by %2</source>
        <translation>%1, reconocido por %2</translation>
    </message>
    <message>
        <source>MORPH_API_KEY holds what no header may hold</source>
        <translation>MORPH_API_KEY contiene caracteres no permitidos en una cabecera</translation>
    </message>
    <message>
        <source>one call tries whether Morph is back</source>
        <translation>una llamada comprueba si Morph ha vuelto</translation>
    </message>
    <message>
        <source>the circuit is open</source>
        <translation>el disyuntor está abierto</translation>
    </message>
    <message>
        <source>too many calls are under way</source>
        <translation>hay demasiadas llamadas en curso</translation>
    </message>
    <message>
        <source>it has no difficulty</source>
        <translation>falta la dificultad</translation>
    </message>
    <message>
        <source>it has no model</source>
        <translation>falta el modelo</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>está vacía</translation>
    </message>
    <message>
        <source>it is not JSON: %1</source>
        <translation>no es JSON: %1</translation>
    </message>
    <message>
        <source>it is not a JSON object</source>
        <translation>no es un objeto JSON</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>es demasiado grande</translation>
    </message>
    <message>
        <source>Morph answered %1</source>
        <translation>Morph respondió %1</translation>
    </message>
    <message>
        <source>Morph answered %1; redirects are not followed</source>
        <translation>Morph respondió %1; no se siguen las redirecciones</translation>
    </message>
    <message>
        <source>Morph&apos;s answer can&apos;t be read: %1</source>
        <translation>No se puede leer la respuesta de Morph: %1</translation>
    </message>
    <message>
        <source>Morph did not answer within the budget</source>
        <translation>Morph no respondió dentro del plazo</translation>
    </message>
    <message>
        <source>model list: %1</source>
        <translation>lista de modelos: %1</translation>
    </message>
    <message>
        <source>the answer holds no &quot;data&quot; array</source>
        <translation>la respuesta no contiene el array «data»</translation>
    </message>
    <message>
        <source>too many models</source>
        <translation>demasiados modelos</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>sin respuesta a tiempo</translation>
    </message>
    <message>
        <source>the answer is too large</source>
        <translation>la respuesta es demasiado grande</translation>
    </message>
    <message>
        <source>the backend answered %1</source>
        <translation>el backend respondió %1</translation>
    </message>
    <message>
        <source>a tool&apos;s result is under way to the model that asked for it</source>
        <translation>el resultado de una herramienta va de camino al modelo que lo pidió</translation>
    </message>
    <message>
        <source>the conversation is stored with the model that began it</source>
        <translation>la conversación está guardada con el modelo que la inició</translation>
    </message>
    <message>
        <source>thinking signed for %1, the target is of %2</source>
        <translation>razonamiento firmado para %1, el destino es de %2</translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation>de %1 a %2</translation>
    </message>
    <message>
        <source>max_tokens %1, the limit is %2</source>
        <translation>max_tokens %1, el límite es %2</translation>
    </message>
    <message>
        <source>about %1 tokens and max_tokens make %2, the window is %3</source>
        <translation>unos %1 tokens más max_tokens suman %2, la ventana es de %3</translation>
    </message>
    <message>
        <source>the target reads no images</source>
        <translation>el destino no lee imágenes</translation>
    </message>
    <message>
        <source>the target reads no documents</source>
        <translation>el destino no lee documentos</translation>
    </message>
    <message>
        <source>the target lacks %1</source>
        <translation>al destino le falta %1</translation>
    </message>
    <message>
        <source>the target is not in the table of models</source>
        <translation>el destino no está en la tabla de modelos</translation>
    </message>
    <message>
        <source>the target does not take %1</source>
        <translation>el destino no admite: %1</translation>
    </message>
    <message>
        <source>%1, as the target does not take %2</source>
        <translation>%1, porque el destino no admite: %2</translation>
    </message>
    <message>
        <source>%1 tokens are warm; about %2 requests cost %3 staying, %4 switching: %5 % gained, %6 % needed</source>
        <translation>%1 tokens calientes; unas %2 peticiones cuestan %3 sin cambiar y %4 al cambiar: %5 % de ahorro, se necesita %6 %</translation>
    </message>
    <message>
        <source>a stronger model is never held back by price</source>
        <translation>un modelo más potente nunca se descarta por el precio</translation>
    </message>
    <message>
        <source>the session switched up %1 turns ago; it switches down after %2 at the earliest</source>
        <translation>se subió de modelo hace %1 turnos; no se baja antes de %2</translation>
    </message>
    <message>
        <source>the history is new, nothing of it is cached</source>
        <translation>el historial es nuevo, nada de él está en caché</translation>
    </message>
    <message>
        <source>no evidence of a warm cache at %1</source>
        <translation>no hay indicios de caché caliente en %1</translation>
    </message>
    <message>
        <source>adaptive thinking</source>
        <translation>razonamiento adaptativo</translation>
    </message>
    <message>
        <source>thinking with a budget</source>
        <translation>razonamiento con presupuesto</translation>
    </message>
    <message>
        <source>thinking switched off</source>
        <translation>razonamiento desactivado</translation>
    </message>
    <message>
        <source>a budget of %1</source>
        <translation>un presupuesto de %1</translation>
    </message>
    <message>
        <source>effort %1</source>
        <translation>esfuerzo %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>the upstream could not be reached lately: %1</source>
        <translation>el upstream no estaba accesible últimamente: %1</translation>
    </message>
    <message>
        <source>nothing came within %1 ms</source>
        <translation>no llegó nada en %1 ms</translation>
    </message>
    <message>
        <source>no connection within %1 ms</source>
        <translation>sin conexión en %1 ms</translation>
    </message>
    <message>
        <source>the status line is not HTTP/1.x</source>
        <translation>la línea de estado no es HTTP/1.x</translation>
    </message>
    <message>
        <source>a control byte in the status line</source>
        <translation>un byte de control en la línea de estado</translation>
    </message>
    <message>
        <source>a header line has no colon</source>
        <translation>una línea de cabecera no tiene dos puntos</translation>
    </message>
    <message>
        <source>a header has a bad name</source>
        <translation>una cabecera tiene un nombre no válido</translation>
    </message>
    <message>
        <source>a control byte in a header</source>
        <translation>un byte de control en una cabecera</translation>
    </message>
    <message>
        <source>too many headers</source>
        <translation>demasiadas cabeceras</translation>
    </message>
    <message>
        <source>a bad Content-Length</source>
        <translation>un Content-Length no válido</translation>
    </message>
    <message>
        <source>differing Content-Lengths</source>
        <translation>varios Content-Length distintos</translation>
    </message>
    <message>
        <source>both a length and a transfer coding</source>
        <translation>longitud y codificación de transferencia a la vez</translation>
    </message>
    <message>
        <source>a transfer coding other than chunked</source>
        <translation>una codificación de transferencia distinta de chunked</translation>
    </message>
    <message>
        <source>the head is too large</source>
        <translation>la cabecera es demasiado grande</translation>
    </message>
    <message>
        <source>it switched protocols without being asked</source>
        <translation>cambió de protocolo sin que se le pidiera</translation>
    </message>
    <message>
        <source>a line of the head ends without CR</source>
        <translation>una línea de la cabecera termina sin CR</translation>
    </message>
    <message>
        <source>broken chunk framing</source>
        <translation>fragmentación chunked incorrecta</translation>
    </message>
    <message>
        <source>it spoke without being asked</source>
        <translation>envió datos sin que se le pidiera</translation>
    </message>
    <message>
        <source>the connection was %1 in the middle of an answer</source>
        <translation>la conexión se interrumpió a mitad de una respuesta (%1)</translation>
    </message>
    <message>
        <source>the connection was %1 before an answer</source>
        <translation>la conexión se interrumpió antes de una respuesta (%1)</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>conexión rechazada</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>conexión restablecida por el otro extremo</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>se agotó el tiempo de conexión</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>no hay ruta hasta el equipo</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>red inaccesible</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>permiso denegado</translation>
    </message>
    <message>
        <source>The chunks of the request body are malformed.</source>
        <translation>Los fragmentos del cuerpo de la petición son incorrectos.</translation>
    </message>
    <message>
        <source>The request body is larger than %1 bytes.</source>
        <translation>El cuerpo de la petición supera los %1 bytes.</translation>
    </message>
    <message>
        <source>Too many request bodies are being held at once.</source>
        <translation>Se retienen demasiados cuerpos de petición a la vez.</translation>
    </message>
    <message>
        <source>The client left.</source>
        <translation>El cliente se ha ido.</translation>
    </message>
    <message>
        <source>The head of the request came too slowly.</source>
        <translation>La cabecera de la petición llegó con demasiada lentitud.</translation>
    </message>
    <message>
        <source>The request body came too slowly.</source>
        <translation>El cuerpo de la petición llegó con demasiada lentitud.</translation>
    </message>
    <message>
        <source>Too many connections are open.</source>
        <translation>Hay demasiadas conexiones abiertas.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an address.</source>
        <translation>«%1» no es una dirección.</translation>
    </message>
    <message>
        <source>Cannot listen on %1 port %2: %3.</source>
        <translation>No se puede escuchar en %1, puerto %2: %3.</translation>
    </message>
    <message>
        <source>Qt %1 does not hand requests over in the order that is relied upon.</source>
        <translation>Qt %1 no entrega las peticiones en el orden esperado.</translation>
    </message>
    <message>
        <source>A line ends without CR LF.</source>
        <translation>Una línea termina sin CR LF.</translation>
    </message>
    <message>
        <source>There is a control byte in the head.</source>
        <translation>Hay un byte de control en la cabecera.</translation>
    </message>
    <message>
        <source>The head is too large.</source>
        <translation>La cabecera es demasiado grande.</translation>
    </message>
    <message>
        <source>The request line is malformed.</source>
        <translation>La línea de petición es incorrecta.</translation>
    </message>
    <message>
        <source>The request target is too long.</source>
        <translation>El destino de la petición es demasiado largo.</translation>
    </message>
    <message>
        <source>The request target holds a byte that it may not.</source>
        <translation>El destino de la petición contiene un byte no permitido.</translation>
    </message>
    <message>
        <source>Only HTTP/1.0 and 1.1 are spoken.</source>
        <translation>Solo se admite HTTP/1.0 y 1.1.</translation>
    </message>
    <message>
        <source>A header line is malformed.</source>
        <translation>Una línea de cabecera es incorrecta.</translation>
    </message>
    <message>
        <source>There are too many header fields.</source>
        <translation>Hay demasiados campos de cabecera.</translation>
    </message>
    <message>
        <source>This proxy does not answer to the host name &quot;%1&quot;; names beside localhost have to be configured.</source>
        <translation>Este proxy no responde al nombre de host «%1»; los nombres distintos de localhost deben configurarse.</translation>
    </message>
    <message>
        <source>The host is not a name or address with a port.</source>
        <translation>El host no es un nombre ni una dirección con puerto.</translation>
    </message>
    <message>
        <source>The Host field is missing.</source>
        <translation>Falta el campo Host.</translation>
    </message>
    <message>
        <source>There is more than one Host field.</source>
        <translation>Hay más de un campo Host.</translation>
    </message>
    <message>
        <source>The request target is neither a path nor an http URL.</source>
        <translation>El destino de la petición no es ni una ruta ni un URL http.</translation>
    </message>
    <message>
        <source>There is more than one Content-Length field.</source>
        <translation>Hay más de un campo Content-Length.</translation>
    </message>
    <message>
        <source>The Content-Length is not a number.</source>
        <translation>Content-Length no es un número.</translation>
    </message>
    <message>
        <source>Content-Length and Transfer-Encoding exclude each other.</source>
        <translation>Content-Length y Transfer-Encoding se excluyen entre sí.</translation>
    </message>
    <message>
        <source>HTTP/1.0 knows no Transfer-Encoding.</source>
        <translation>HTTP/1.0 no conoce Transfer-Encoding.</translation>
    </message>
    <message>
        <source>The only transfer coding understood is chunked.</source>
        <translation>La única codificación de transferencia admitida es chunked.</translation>
    </message>
    <message>
        <source>CONNECT and TRACE are not offered here.</source>
        <translation>CONNECT y TRACE no se ofrecen aquí.</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer broke off</source>
        <translation>la respuesta del upstream se interrumpió</translation>
    </message>
    <message>
        <source>UPSTREAM_URL (%1) leads back to this proxy; set it to CLIProxyAPI&apos;s own address, usually http://127.0.0.1:18317</source>
        <translation>UPSTREAM_URL (%1) conduce de vuelta a este proxy; indique la dirección propia de CLIProxyAPI, normalmente http://127.0.0.1:18317</translation>
    </message>
    <message>
        <source>breaker must be morph or upstream, or be left out for both</source>
        <translation>breaker debe ser morph o upstream, u omitirse para ambos</translation>
    </message>
    <message>
        <source>action must be reset or probe</source>
        <translation>action debe ser reset o probe</translation>
    </message>
    <message>
        <source>give enabled (true or false), mode or provider</source>
        <translation>indique enabled (true o false), mode o provider</translation>
    </message>
    <message>
        <source>no such session; GET /router/sessions lists them</source>
        <translation>no existe esa sesión; GET /router/sessions las enumera</translation>
    </message>
    <message>
        <source>model is too long</source>
        <translation>model es demasiado largo</translation>
    </message>
    <message>
        <source>action must be boost, hold, off or release</source>
        <translation>action debe ser boost, hold, off o release</translation>
    </message>
    <message>
        <source>no such session</source>
        <translation>no existe esa sesión</translation>
    </message>
    <message>
        <source>the heads of this exchange are not kept any more</source>
        <translation>las cabeceras de esta petición ya no se conservan</translation>
    </message>
    <message>
        <source>the body grows too large when its Content-Encoding is removed</source>
        <translation>el cuerpo se hace demasiado grande al quitarle su Content-Encoding</translation>
    </message>
    <message>
        <source>cut at the end of the drain</source>
        <translation>interrumpida al final del plazo de cierre</translation>
    </message>
    <message>
        <source>too many readers of the event stream</source>
        <translation>demasiados lectores del flujo de eventos</translation>
    </message>
    <message>
        <source>this route is only for the machine the proxy runs on</source>
        <translation>esta ruta es solo para el equipo en el que se ejecuta el proxy</translation>
    </message>
    <message>
        <source>a proxy key is required: send it as X-LLM-Proxy-Key or as the API key of your client</source>
        <translation>se requiere una clave de proxy: envíela como X-LLM-Proxy-Key o como clave API de su cliente</translation>
    </message>
    <message>
        <source>this route is not for web pages of other origins</source>
        <translation>esta ruta no es para páginas web de otros orígenes</translation>
    </message>
    <message>
        <source>this route needs the control token of the runtime folder</source>
        <translation>esta ruta requiere el token de control de la carpeta de ejecución</translation>
    </message>
    <message>
        <source>llm-proxy has no such route</source>
        <translation>llm-proxy no tiene esa ruta</translation>
    </message>
    <message>
        <source>use %1</source>
        <translation>use %1</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>un número entero de %1 a %2</translation>
    </message>
    <message>
        <source>it spoke before it was asked</source>
        <translation>envió datos antes de que se le preguntara</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>el %1</translation>
    </message>
    <message>
        <source>it refused such a request before</source>
        <translation>ya rechazó una petición así</translation>
    </message>
    <message>
        <source>weaker than what was asked for and not cheaper for this request</source>
        <translation>más débil que lo pedido y no más barato para esta petición</translation>
    </message>
    <message>
        <source>dearer than what was asked for, which is enough</source>
        <translation>más caro que lo pedido, que basta</translation>
    </message>
    <message>
        <source>not weaker than %1</source>
        <translation>no más débil que %1</translation>
    </message>
    <message>
        <source>a tool loop runs at %1</source>
        <translation>hay un bucle de herramientas en %1</translation>
    </message>
    <message>
        <source>newer than the table, judged like %1</source>
        <translation>más nuevo que la tabla, juzgado como %1</translation>
    </message>
    <message>
        <source>the provider holds a part of the conversation: %1</source>
        <translation>el proveedor guarda parte de la conversación: %1</translation>
    </message>
    <message>
        <source>the target is not known to hear</source>
        <translation>no se sabe si el destino admite audio</translation>
    </message>
    <message>
        <source>system messages between the turns</source>
        <translation>mensajes de sistema entre turnos</translation>
    </message>
    <message>
        <source>an effort for one message</source>
        <translation>un esfuerzo para un mensaje</translation>
    </message>
    <message>
        <source>an assistant message at the end</source>
        <translation>un mensaje del asistente al final</translation>
    </message>
    <message>
        <source>a forced tool_choice</source>
        <translation>un tool_choice forzado</translation>
    </message>
    <message>
        <source>temperature, top_p or top_k</source>
        <translation>temperature, top_p o top_k</translation>
    </message>
    <message>
        <source>temperature and top_p together</source>
        <translation>temperature y top_p a la vez</translation>
    </message>
    <message>
        <source>stop sequences</source>
        <translation>secuencias de parada</translation>
    </message>
    <message>
        <source>an output format</source>
        <translation>un formato de salida</translation>
    </message>
    <message>
        <source>a list of fallbacks</source>
        <translation>una lista de modelos de reserva</translation>
    </message>
    <message>
        <source>max_tokens in chat completions</source>
        <translation>max_tokens en chat completions</translation>
    </message>
    <message>
        <source>the target does not answer at speed %1</source>
        <translation>el destino no responde a velocidad %1</translation>
    </message>
    <message>
        <source>thinking between tools</source>
        <translation>pensar entre herramientas</translation>
    </message>
    <message>
        <source>thinking shown as %1</source>
        <translation>pensamiento mostrado como %1</translation>
    </message>
    <message>
        <source>thinking switched off at effort %1</source>
        <translation>pensamiento desactivado con esfuerzo %1</translation>
    </message>
    <message>
        <source>%1 (%2) ends on %3; %4 is used from then on</source>
        <translation>%1 (%2) termina el %3; desde entonces se usa %4</translation>
    </message>
    <message>
        <source>%1 (%2) ends on %3; nothing in the map takes its place</source>
        <translation>%1 (%2) termina el %3; nada en el mapa ocupa su lugar</translation>
    </message>
    <message>
        <source>%1 (%2) ended on %3; %4 is used</source>
        <translation>%1 (%2) terminó el %3; se usa %4</translation>
    </message>
    <message>
        <source>%1 (%2) ended on %3; nothing in the map takes its place</source>
        <translation>%1 (%2) terminó el %3; nada en el mapa ocupa su lugar</translation>
    </message>
    <message>
        <source>%1 (%2) is not in the backend&apos;s list; %3 is used</source>
        <translation>%1 (%2) no está en la lista del backend; se usa %3</translation>
    </message>
    <message>
        <source>%1 (%2) is not in the backend&apos;s list; nothing in the map takes its place</source>
        <translation>%1 (%2) no está en la lista del backend; nada en el mapa ocupa su lugar</translation>
    </message>
    <message>
        <source>no target of %1 is usable: such requests keep their model</source>
        <translation>ningún destino de %1 es utilizable: esas peticiones mantienen su modelo</translation>
    </message>
    <message>
        <source>the table of models is of %1; refresh it with: llm-proxy models import FILE</source>
        <translation>la tabla de modelos es del %1; actualícela con: llm-proxy models import FILE</translation>
    </message>
    <message>
        <source>%1 was sent and %2 answered</source>
        <translation>se envió %1 y respondió %2</translation>
    </message>
    <message>
        <source>no key for the backend was found: the agents&apos; own keys pass</source>
        <translation>no se encontró ninguna clave para el backend: pasan las claves de los agentes</translation>
    </message>
    <message>
        <source>%1: api-keys holds an example key; newer backends refuse all traffic with it</source>
        <translation>%1: api-keys contiene una clave de ejemplo; los backends más nuevos rechazan con ella todo el tráfico</translation>
    </message>
    <message>
        <source>%1: holds no usable key in api-keys</source>
        <translation>%1: no contiene ninguna clave utilizable en api-keys</translation>
    </message>
    <message>
        <source>%1: does not exist</source>
        <translation>%1: no existe</translation>
    </message>
    <message>
        <source>model names, the first one that the backend lists is used</source>
        <translation>nombres de modelos; se usa el primero que ofrezca el backend</translation>
    </message>
    <message>
        <source>Ordered rules that decide before the router does</source>
        <translation>Reglas ordenadas que deciden antes que el enrutador</translation>
    </message>
    <message>
        <source>a JSON array of objects</source>
        <translation>un array JSON de objetos</translation>
    </message>
    <message>
        <source>Morph&apos;s address</source>
        <translation>Dirección de Morph</translation>
    </message>
    <message>
        <source>an http or https URL without user, query or fragment</source>
        <translation>una URL http o https sin usuario, consulta ni fragmento</translation>
    </message>
    <message>
        <source>Routing on; false passes every request through</source>
        <translation>Enrutamiento activo; con false toda petición pasa sin cambios</translation>
    </message>
    <message>
        <source>How readily a task is called easy</source>
        <translation>Con qué facilidad se considera fácil una tarea</translation>
    </message>
    <message>
        <source>Whose models are chosen; auto follows the requested model</source>
        <translation>De quién son los modelos elegidos; auto sigue al modelo solicitado</translation>
    </message>
    <message>
        <source>raw maps Morph&apos;s difficulty here; provider takes Morph&apos;s model</source>
        <translation>raw asigna aquí la dificultad de Morph; provider toma el modelo de Morph</translation>
    </message>
    <message>
        <source>When a switch of model is worth it</source>
        <translation>Cuándo vale la pena cambiar de modelo</translation>
    </message>
    <message>
        <source>Put the x-llm-proxy-* headers on answers</source>
        <translation>Añadir las cabeceras x-llm-proxy-* a las respuestas</translation>
    </message>
    <message>
        <source>Route POST /v1/responses too</source>
        <translation>Enrutar también POST /v1/responses</translation>
    </message>
    <message>
        <source>The task that an agent gives to another: keep its model, or classify it</source>
        <translation>La tarea que un agente da a otro: mantener su modelo o clasificarla</translation>
    </message>
    <message>
        <source>Mask keys and passwords in the text for Morph</source>
        <translation>Ocultar claves y contraseñas en el texto para Morph</translation>
    </message>
    <message>
        <source>Further attempts of one classification after the first</source>
        <translation>Intentos adicionales de una clasificación tras el primero</translation>
    </message>
    <message>
        <source>Calls to Morph at once; further ones wait within their time</source>
        <translation>Llamadas a Morph a la vez; las demás esperan dentro de su tiempo</translation>
    </message>
    <message>
        <source>Time for one decision, attempts and waits included</source>
        <translation>Tiempo para una decisión, con intentos y esperas</translation>
    </message>
    <message>
        <source>Failures in a row that stop asking Morph for a while</source>
        <translation>Fallos seguidos tras los que se deja de consultar a Morph un tiempo</translation>
    </message>
    <message>
        <source>How long Morph is not asked after these failures; each failed probe doubles it</source>
        <translation>Cuánto tiempo no se pregunta a Morph tras esos fallos; cada sondeo fallido lo duplica</translation>
    </message>
    <message>
        <source>Models for easy tasks; not set: the built-in table&apos;s</source>
        <translation>Modelos para tareas fáciles; vacío: los de la tabla integrada</translation>
    </message>
    <message>
        <source>Models for medium tasks; not set: as hard, else the table&apos;s</source>
        <translation>Modelos para tareas de dificultad media; vacío: como difícil, o los de la tabla</translation>
    </message>
    <message>
        <source>Models for hard tasks; not set: the built-in table&apos;s</source>
        <translation>Modelos para tareas difíciles; vacío: los de la tabla integrada</translation>
    </message>
    <message>
        <source>Models when Morph cannot size the task; not set: the requested one stays</source>
        <translation>Modelos cuando Morph no puede evaluar la tarea; vacío: queda el solicitado</translation>
    </message>
    <message>
        <source>Addresses to listen on; not set: 127.0.0.1 and ::1</source>
        <translation>Direcciones de escucha; vacío: 127.0.0.1 y ::1</translation>
    </message>
    <message>
        <source>Port to listen on; 0 picks a free one</source>
        <translation>Puerto de escucha; 0 elige uno libre</translation>
    </message>
    <message>
        <source>Keys of which every client must present one; not set: none is asked for</source>
        <translation>Claves de las que todo cliente debe presentar una; vacío: no se pide ninguna</translation>
    </message>
    <message>
        <source>keys of visible ASCII characters without commas</source>
        <translation>claves de caracteres ASCII visibles sin comas</translation>
    </message>
    <message>
        <source>Further names by which clients may call the proxy (Host header)</source>
        <translation>Otros nombres con los que los clientes pueden llamar al proxy (cabecera Host)</translation>
    </message>
    <message>
        <source>host names or addresses without port</source>
        <translation>nombres de host o direcciones sin puerto</translation>
    </message>
    <message>
        <source>Web origins whose requests may use the upstream key</source>
        <translation>Orígenes web cuyas peticiones pueden usar la clave del upstream</translation>
    </message>
    <message>
        <source>origins such as http://localhost:3000</source>
        <translation>orígenes como http://localhost:3000</translation>
    </message>
    <message>
        <source>Let clients of other machines reach the backend&apos;s management routes</source>
        <translation>Permitir a clientes de otros equipos acceder a las rutas de gestión del backend</translation>
    </message>
    <message>
        <source>Largest request body that is buffered to be routed</source>
        <translation>Mayor cuerpo de petición que se almacena en búfer para enrutarlo</translation>
    </message>
    <message>
        <source>All buffered bodies together; beyond it requests get 503</source>
        <translation>Total de cuerpos en búfer; por encima, las peticiones reciben 503</translation>
    </message>
    <message>
        <source>Client connections at once</source>
        <translation>Conexiones simultáneas de clientes</translation>
    </message>
    <message>
        <source>First to last byte of a request&apos;s head</source>
        <translation>Del primer al último byte del encabezado de una petición</translation>
    </message>
    <message>
        <source>Longest silence inside a request&apos;s body</source>
        <translation>Mayor silencio dentro del cuerpo de una petición</translation>
    </message>
    <message>
        <source>Idle client connections are closed after this time</source>
        <translation>Las conexiones de clientes inactivas se cierran tras este tiempo</translation>
    </message>
    <message>
        <source>How long a stop waits for open streams before cutting them</source>
        <translation>Cuánto se espera al detener antes de cortar los flujos abiertos</translation>
    </message>
    <message>
        <source>switched by hand</source>
        <translation>cambiado a mano</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true o false</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 o %2</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2 (milliseconds)</source>
        <translation>un número entero de %1 a %2 (milisegundos)</translation>
    </message>
    <message>
        <source>a key of visible ASCII characters</source>
        <translation>una clave de caracteres ASCII visibles</translation>
    </message>
    <message>
        <source>Folder of the JSONL request log</source>
        <translation>Carpeta del registro de peticiones JSONL</translation>
    </message>
    <message>
        <source>a folder; relative to the project, installed to the state folder</source>
        <translation>una carpeta; relativa al proyecto o, si está instalado, a la carpeta de estado</translation>
    </message>
    <message>
        <source>Warn when a day&apos;s list-price cost in dollars passes this; 0: never</source>
        <translation>Avisar cuando el coste diario en dólares a precios de lista supere este valor; 0: nunca</translation>
    </message>
    <message>
        <source>a number from 0 to 1000000</source>
        <translation>un número de 0 a 1000000</translation>
    </message>
    <message>
        <source>CLIProxyAPI&apos;s address</source>
        <translation>Dirección de CLIProxyAPI</translation>
    </message>
    <message>
        <source>an http or https URL, without user, query or fragment, that does not end in /v1</source>
        <translation>una URL http o https, sin usuario, consulta ni fragmento, que no termine en /v1</translation>
    </message>
    <message>
        <source>CLIProxyAPI key; not set: the first one of the local Quotio or CLIProxyAPI configuration</source>
        <translation>Clave de CLIProxyAPI; vacío: la primera de la configuración local de Quotio o CLIProxyAPI</translation>
    </message>
    <message>
        <source>Quotio&apos;s or CLIProxyAPI&apos;s configuration, when it is not in one of the known places</source>
        <translation>Configuración de Quotio o CLIProxyAPI, cuando no está en uno de los lugares conocidos</translation>
    </message>
    <message>
        <source>a file</source>
        <translation>un archivo</translation>
    </message>
    <message>
        <source>The API the upstream speaks; any: all of them, nothing is ever converted</source>
        <translation>La API que habla el upstream; any: todas, nunca se convierte nada</translation>
    </message>
    <message>
        <source>Further attempts where nothing can have been billed</source>
        <translation>Intentos adicionales cuando nada puede haberse facturado</translation>
    </message>
    <message>
        <source>Failed connections in a row after which requests get 503</source>
        <translation>Conexiones fallidas seguidas tras las que las peticiones reciben 503</translation>
    </message>
    <message>
        <source>Time to connect to the upstream</source>
        <translation>Tiempo para conectar con el upstream</translation>
    </message>
    <message>
        <source>Time from the request to the answer&apos;s head</source>
        <translation>Tiempo desde la petición hasta el encabezado de la respuesta</translation>
    </message>
    <message>
        <source>Longest silence inside an answer</source>
        <translation>Mayor silencio dentro de una respuesta</translation>
    </message>
    <message>
        <source>Write the classified text into the request log</source>
        <translation>Escribir el texto clasificado en el registro de peticiones</translation>
    </message>
    <message>
        <source>The CLIProxyAPI program that the login commands run</source>
        <translation>El programa CLIProxyAPI que ejecutan los comandos de inicio de sesión</translation>
    </message>
    <message>
        <source>a file, or a name in PATH</source>
        <translation>un archivo o un nombre en PATH</translation>
    </message>
    <message>
        <source>Plain management key of CLIProxyAPI for the backend commands</source>
        <translation>Clave de gestión de CLIProxyAPI, en texto claro, para los comandos del backend</translation>
    </message>
    <message>
        <source>%1 must be %2</source>
        <translation>%1 debe ser %2</translation>
    </message>
    <message>
        <source>holds no YAML mapping</source>
        <translation>no contiene ningún mapa YAML</translation>
    </message>
    <message>
        <source>is not YAML (line %1)</source>
        <translation>no es YAML (línea %1)</translation>
    </message>
    <message>
        <source>is not YAML that can be read</source>
        <translation>no es YAML legible</translation>
    </message>
    <message>
        <source>a program</source>
        <translation>un programa</translation>
    </message>
    <message>
        <source>%1 (pid %2)</source>
        <translation>%1 (PID %2)</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>otro programa</translation>
    </message>
    <message>
        <source>%1 is not a number</source>
        <translation>%1 no es un número</translation>
    </message>
    <message>
        <source>it is no object</source>
        <translation>no es un objeto</translation>
    </message>
    <message>
        <source>a control character in a string</source>
        <translation>un carácter de control en una cadena</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; is not UTF-8; move it to a path that is</source>
        <translation>%1: «%2» no es UTF-8; muévalo a una ruta que lo sea</translation>
    </message>
    <message>
        <source>the program&apos;s own folder</source>
        <translation>la carpeta del propio programa</translation>
    </message>
    <message>
        <source>environment: %1</source>
        <translation>entorno: %1</translation>
    </message>
    <message>
        <source>There is not enough memory for this request.</source>
        <translation>No hay memoria suficiente para esta solicitud.</translation>
    </message>
    <message>
        <source>the edited configuration is wrong, and nothing changes until it is mended: %1</source>
        <translation>la configuración editada es incorrecta y nada cambia hasta que se corrija: %1</translation>
    </message>
    <message>
        <source>Only %1 files may be open at once, which is too few to serve a request: at least %2 are needed (ulimit -n, LimitNOFILE).</source>
        <translation>Solo puede haber %1 archivos abiertos a la vez, muy pocos para atender una solicitud: se necesitan al menos %2 (ulimit -n, LimitNOFILE).</translation>
    </message>
    <message>
        <source>this request has come through this proxy before: UPSTREAM_URL (%1) leads back to it</source>
        <translation>esta solicitud ya ha pasado por este proxy: UPSTREAM_URL (%1) lleva de vuelta a él</translation>
    </message>
    <message>
        <source>the upstream answered 401 to the key of %1: it refuses the key, or its provider refuses the account</source>
        <translation>el upstream respondió 401 a la clave de %1: rechaza la clave, o su proveedor rechaza la cuenta</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: every request keeps its model</source>
        <translation>Morph rechaza la clave de MORPH_API_KEY: cada petición conserva su modelo</translation>
    </message>
    <message>
        <source>is a symbolic link to a file that is not there</source>
        <translation>es un enlace simbólico a un archivo que no existe</translation>
    </message>
    <message>
        <source>%1 is still to come</source>
        <translation>%1 aún está por llegar</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no day; the present one counts</source>
        <translation>«%1» no es una fecha; vale la de hoy</translation>
    </message>
    <message>
        <source>another tool has this name</source>
        <translation>otra herramienta tiene este nombre</translation>
    </message>
    <message>
        <source>must not be empty</source>
        <translation>no debe estar vacío</translation>
    </message>
    <message>
        <source>must hold more than white space</source>
        <translation>debe contener algo más que espacios en blanco</translation>
    </message>
    <message>
        <source>neither the backend&apos;s list nor the table of models knows the model &quot;%1&quot;</source>
        <translation>ni la lista del backend ni la tabla de modelos conocen el modelo «%1»</translation>
    </message>
    <message>
        <source>the upstream&apos;s websocket ended without a close frame</source>
        <translation>el WebSocket del upstream terminó sin trama de cierre</translation>
    </message>
    <message>
        <source>%1 is no id of a row</source>
        <translation>%1 no es un identificador de fila</translation>
    </message>
    <message>
        <source>it goes on with the turn before: %1</source>
        <translation>continúa con el turno anterior: %1</translation>
    </message>
    <message>
        <source>the turn before was hard</source>
        <translation>el turno anterior fue difícil</translation>
    </message>
    <message>
        <source>the agent is in its plan mode</source>
        <translation>el agente está en su modo de planificación</translation>
    </message>
    <message>
        <source>%1 of the last four results of tools are errors</source>
        <translation>%1 de los últimos cuatro resultados de herramientas son errores</translation>
    </message>
    <message>
        <source>the agent made the same call %1 times</source>
        <translation>el agente hizo la misma llamada %1 veces</translation>
    </message>
    <message>
        <source>looks hard: %1 of 100</source>
        <translation>parece difícil: %1 de 100</translation>
    </message>
    <message>
        <source>looks hard: %1 of 100; kind of ask: %2</source>
        <translation>parece difícil: %1 de 100; tipo de petición: %2</translation>
    </message>
    <message>
        <source>Morph key; without it Morph is not asked</source>
        <translation>Clave de Morph; sin ella no se pregunta a Morph</translation>
    </message>
    <message>
        <source>Who judges a task: Morph, or this machine, which needs no key</source>
        <translation>Quién juzga una tarea: Morph, o este equipo, que no necesita clave</translation>
    </message>
    <message>
        <source>an easy answer would save less than Morph&apos;s fee</source>
        <translation>una respuesta fácil ahorraría menos que la tarifa de Morph</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: what this machine can&apos;t judge keeps its model</source>
        <translation>Morph rechaza la clave de MORPH_API_KEY: lo que este equipo no puede juzgar conserva su modelo</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: this machine judges instead</source>
        <translation>Morph rechaza la clave de MORPH_API_KEY: en su lugar juzga este equipo</translation>
    </message>
    <message>
        <source>the request log in %1 loses rows: %2</source>
        <translation>el registro de peticiones en %1 pierde filas: %2</translation>
    </message>
    <message>
        <source>the websocket ended</source>
        <translation>el websocket terminó</translation>
    </message>
    <message>
        <source>the message is too large</source>
        <translation>el mensaje es demasiado grande</translation>
    </message>
    <message>
        <source>the limit %1 of LLM_PROXY_BUDGETS stands at %2</source>
        <translation>el límite %1 de LLM_PROXY_BUDGETS está en %2</translation>
    </message>
    <message>
        <source>The limit %1 of LLM_PROXY_BUDGETS is used up: %2. It begins anew at %3; until then &quot;llm-proxy budget lift %4 --for 1h&quot; (or day), or the tray&apos;s menu, lifts it.</source>
        <translation>El límite %1 de LLM_PROXY_BUDGETS está agotado: %2. Empieza de nuevo el %3; hasta entonces lo levanta «llm-proxy budget lift %4 --for 1h» (o day) o el menú de la bandeja.</translation>
    </message>
    <message>
        <source>entry %1: %2</source>
        <translation>entrada %1: %2</translation>
    </message>
    <message>
        <source>scope must be day, week, month, project, client or session</source>
        <translation>scope debe ser day, week, month, project, client o session</translation>
    </message>
    <message>
        <source>per must be day, week or month</source>
        <translation>per debe ser day, week o month</translation>
    </message>
    <message>
        <source>dollars must be a number over 0 and up to 1000000</source>
        <translation>dollars debe ser un número mayor que 0 y hasta 1000000</translation>
    </message>
    <message>
        <source>tokens must be a whole number from 1 on</source>
        <translation>tokens debe ser un número entero a partir de 1</translation>
    </message>
    <message>
        <source>name must be a word of letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;</source>
        <translation>name debe ser una palabra de letras, cifras, «-», «_» y «.»</translation>
    </message>
    <message>
        <source>%1 must be a number over 0 and up to 1000 (percent)</source>
        <translation>%1 debe ser un número mayor que 0 y hasta 1000 (por ciento)</translation>
    </message>
    <message>
        <source>%1 is not known; known are name, scope, per, dollars, tokens, warn, easyOnly and stop</source>
        <translation>%1 no se conoce; se conocen name, scope, per, dollars, tokens, warn, easyOnly y stop</translation>
    </message>
    <message>
        <source>needs a scope: day, week, month, project, client or session</source>
        <translation>necesita un ámbito (scope): day, week, month, project, client o session</translation>
    </message>
    <message>
        <source>per is for the scope project alone</source>
        <translation>per vale solo para el ámbito project</translation>
    </message>
    <message>
        <source>needs dollars or tokens, and not both</source>
        <translation>necesita dollars o tokens, y no ambos</translation>
    </message>
    <message>
        <source>warn, easyOnly and stop must not fall, in this order</source>
        <translation>warn, easyOnly y stop no deben disminuir, en este orden</translation>
    </message>
    <message>
        <source>needs one of warn, easyOnly and stop, in percent</source>
        <translation>necesita uno de warn, easyOnly y stop, en por ciento</translation>
    </message>
    <message>
        <source>has more than %1 entries</source>
        <translation>tiene más de %1 entradas</translation>
    </message>
    <message>
        <source>there is a limit named %1 already; give it a name</source>
        <translation>ya hay un límite llamado %1; dele un nombre</translation>
    </message>
    <message>
        <source>window must be a name such as 5h, 7d or 7d_opus</source>
        <translation>window debe ser un nombre como 5h, 7d o 7d_opus</translation>
    </message>
    <message>
        <source>provider must be anthropic or codex</source>
        <translation>provider debe ser anthropic o codex</translation>
    </message>
    <message>
        <source>%1 must be a number over 0 and up to 100 (percent)</source>
        <translation>%1 debe ser un número mayor que 0 y hasta 100 (por ciento)</translation>
    </message>
    <message>
        <source>%1 is not known; known are window, provider, aggressive and easyOnly</source>
        <translation>%1 no se conoce; se conocen window, provider, aggressive y easyOnly</translation>
    </message>
    <message>
        <source>needs a window, such as 5h or 7d</source>
        <translation>necesita una ventana (window), como 5h o 7d</translation>
    </message>
    <message>
        <source>needs aggressive, easyOnly or both, in percent</source>
        <translation>necesita aggressive, easyOnly o ambos, en por ciento</translation>
    </message>
    <message>
        <source>aggressive must be below easyOnly</source>
        <translation>aggressive debe ser menor que easyOnly</translation>
    </message>
    <message>
        <source>names a window for the second time</source>
        <translation>nombra una ventana por segunda vez</translation>
    </message>
    <message>
        <source>When a plan&apos;s windows make routing aggressive or easy-only; not set: never</source>
        <translation>Cuándo las ventanas de un plan hacen el enrutamiento agresivo o solo fácil; sin definir: nunca</translation>
    </message>
    <message>
        <source>Allow use beyond the plan, which is paid for; without it such use makes routing easy-only. Needs MORPH_ROUTER_QUOTA</source>
        <translation>Permitir el uso más allá del plan, que se paga; si no, ese uso pone el enrutamiento en easy-only. Requiere MORPH_ROUTER_QUOTA</translation>
    </message>
    <message>
        <source>Limits a day, project, client key or session, and what happens at them</source>
        <translation>Límites por día, proyecto, clave de cliente o sesión, y qué ocurre al alcanzarlos</translation>
    </message>
    <message>
        <source>%1 is not known; known are action, budget and for</source>
        <translation>%1 no se conoce; se conocen action, budget y for</translation>
    </message>
    <message>
        <source>for must be day, or up to 24h as 1h or 30m</source>
        <translation>for debe ser day, o hasta 24h, como 1h o 30m</translation>
    </message>
    <message>
        <source>action must be lift or restore</source>
        <translation>action debe ser lift o restore</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 de %2 tokens</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>the plan&apos;s window %1 of %2 is used up, and further use is paid for</source>
        <translation>la ventana %1 del plan de %2 está agotada, y el uso adicional se paga</translation>
    </message>
    <message>
        <source>does nothing without MORPH_ROUTER_AUTO_MODEL</source>
        <translation>no tiene efecto sin MORPH_ROUTER_AUTO_MODEL</translation>
    </message>
    <message>
        <source>List a model auto, and choose for every request that names it</source>
        <translation>Ofrecer un modelo auto y elegir para cada petición que lo nombre</translation>
    </message>
    <message>
        <source>Choose a model for auto alone; every other name keeps its model. Needs MORPH_ROUTER_AUTO_MODEL</source>
        <translation>Elegir un modelo solo para auto; cualquier otro nombre conserva su modelo. Requiere MORPH_ROUTER_AUTO_MODEL</translation>
    </message>
    <message>
        <source>%1 stands for %2 where nothing else is decided</source>
        <translation>%1 representa a %2 donde no se decide otra cosa</translation>
    </message>
    <message>
        <source>Lower the effort of an easy task at a session&apos;s start, not the model</source>
        <translation>Reducir el esfuerzo de una tarea fácil al inicio de una sesión, no el modelo</translation>
    </message>
    <message>
        <source>the model&apos;s own effort is not known</source>
        <translation>no se conoce el esfuerzo propio del modelo</translation>
    </message>
    <message>
        <source>another effort would lose its cache</source>
        <translation>otro esfuerzo perdería su caché</translation>
    </message>
    <message>
        <source>instead of %1</source>
        <translation>en lugar de %1</translation>
    </message>
    <message>
        <source>the server does not keep to HTTP/2</source>
        <translation>el servidor no respeta HTTP/2</translation>
    </message>
    <message>
        <source>the plan&apos;s window %1 of %2 is used to %3 %, from %4 % on</source>
        <translation>la ventana %1 del plan de %2 está usada al %3 %, vale desde el %4 %</translation>
    </message>
    <message>
        <source>the body is JSON, but no object</source>
        <translation>el cuerpo es JSON, pero no un objeto</translation>
    </message>
    <message>
        <source>minutes must be a number above 0, up to 10080</source>
        <translation>minutes debe ser un número mayor que 0 y como máximo 10080</translation>
    </message>
    <message>
        <source>the budget of the client %1 stands at %2</source>
        <translation>el presupuesto del cliente %1 está en %2</translation>
    </message>
    <message>
        <source>budget: %1</source>
        <translation>budget: %1</translation>
    </message>
    <message>
        <source>%1 is not for the budget of a client</source>
        <translation>%1 no es para el presupuesto de un cliente</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an address or network</source>
        <translation>«%1» no es una dirección ni una red</translation>
    </message>
    <message>
        <source>&quot;%1&quot; would trust everybody</source>
        <translation>«%1» confiaría en todos</translation>
    </message>
    <message>
        <source>loopback addresses, or LLM_PROXY_API_KEYS or LLM_PROXY_CLIENTS as well</source>
        <translation>direcciones de bucle local, o además LLM_PROXY_API_KEYS o LLM_PROXY_CLIENTS</translation>
    </message>
    <message>
        <source>%1 can be read by its group</source>
        <translation>%1 puede ser leído por su grupo</translation>
    </message>
    <message>
        <source>%1 has no clients yet: every request is refused until &quot;llm-proxy clients add&quot; makes one</source>
        <translation>%1 aún no tiene clientes: se rechaza toda petición hasta que «llm-proxy clients add» cree uno</translation>
    </message>
    <message>
        <source>does nothing without LLM_PROXY_TRUSTED_PROXIES</source>
        <translation>no hace nada sin LLM_PROXY_TRUSTED_PROXIES</translation>
    </message>
    <message>
        <source>client %1: %2</source>
        <translation>cliente %1: %2</translation>
    </message>
    <message>
        <source>key: sha256: is followed by 64 hex digits</source>
        <translation>key: tras sha256: van 64 dígitos hexadecimales</translation>
    </message>
    <message>
        <source>key must be at least %1 visible ASCII characters without commas, or sha256: and 64 hex digits</source>
        <translation>key debe tener al menos %1 caracteres ASCII visibles sin comas, o sha256: y 64 dígitos hexadecimales</translation>
    </message>
    <message>
        <source>policy must be cache-aware, human-turn, every-request or off</source>
        <translation>policy debe ser cache-aware, human-turn, every-request u off</translation>
    </message>
    <message>
        <source>models must be 1 to %1 names, in which * stands for any text</source>
        <translation>models debe tener de 1 a %1 nombres, en los que * representa cualquier texto</translation>
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
        <translation>revoked debe ser true o false</translation>
    </message>
    <message>
        <source>%1 is not known; known are name, key, policy, models, budget, expires and revoked</source>
        <translation>%1 no se conoce; se conocen name, key, policy, models, budget, expires y revoked</translation>
    </message>
    <message>
        <source>needs a key</source>
        <translation>necesita una key</translation>
    </message>
    <message>
        <source>is no JSON of the form {&quot;clients&quot;: [{&quot;name&quot;: …, &quot;key&quot;: …}]}</source>
        <translation>no es JSON de la forma {&quot;clients&quot;: [{&quot;name&quot;: …, &quot;key&quot;: …}]}</translation>
    </message>
    <message>
        <source>has an entry that is not name:key</source>
        <translation>tiene una entrada que no es name:key</translation>
    </message>
    <message>
        <source>has more than %1 clients</source>
        <translation>tiene más de %1 clientes</translation>
    </message>
    <message>
        <source>there is a client %1 already</source>
        <translation>ya hay un cliente %1</translation>
    </message>
    <message>
        <source>its key is another one&apos;s too</source>
        <translation>su clave es también la de otro</translation>
    </message>
    <message>
        <source>%1 can&apos;t be read</source>
        <translation>%1 no se puede leer</translation>
    </message>
    <message>
        <source>%1 can be read by everybody: chmod 600</source>
        <translation>%1 puede ser leído por todos: chmod 600</translation>
    </message>
    <message>
        <source>%1 is larger than %2 bytes</source>
        <translation>%1 ocupa más de %2 bytes</translation>
    </message>
    <message>
        <source>name must be a word of letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;, at most %1</source>
        <translation>name debe ser una palabra de letras, dígitos, «-», «_» y «.», como máximo %1</translation>
    </message>
    <message>
        <source>the name %1 could be taken for a key&apos;s fingerprint</source>
        <translation>el nombre %1 podría tomarse por la huella de una clave</translation>
    </message>
    <message>
        <source>must be a day (2027-01-31) or a time (2027-01-31T18:00:00Z)</source>
        <translation>debe ser un día (2027-01-31) o una hora (2027-01-31T18:00:00Z)</translation>
    </message>
    <message>
        <source>IP addresses or localhost; beyond loopback LLM_PROXY_API_KEYS or LLM_PROXY_CLIENTS is needed</source>
        <translation>direcciones IP o localhost; fuera del bucle local hace falta LLM_PROXY_API_KEYS o LLM_PROXY_CLIENTS</translation>
    </message>
    <message>
        <source>Named clients, each with a key of its own; not set: there are none</source>
        <translation>Clientes con nombre, cada uno con su clave; sin definir: no hay ninguno</translation>
    </message>
    <message>
        <source>a file that its owner alone can read, name:key,name:key or a JSON array of objects</source>
        <translation>un archivo que solo su dueño puede leer, name:key,name:key o una lista JSON de objetos</translation>
    </message>
    <message>
        <source>Balancers whose X-Forwarded-For is believed; from anybody else it is ignored</source>
        <translation>Balanceadores cuyo X-Forwarded-For se cree; de los demás se ignora</translation>
    </message>
    <message>
        <source>addresses or networks such as 10.0.0.0/8</source>
        <translation>direcciones o redes como 10.0.0.0/8</translation>
    </message>
    <message>
        <source>Trusted proxies begin each connection with a header of the PROXY protocol, version 2</source>
        <translation>Los proxies de confianza empiezan cada conexión con una cabecera del protocolo PROXY, versión 2</translation>
    </message>
    <message>
        <source>How long a stop still takes requests while /readyz already answers 503</source>
        <translation>Cuánto tiempo se aceptan aún solicitudes al parar, mientras /readyz ya responde 503</translation>
    </message>
    <message>
        <source>LLM_PROXY_CLIENTS: %1; the former clients stay</source>
        <translation>LLM_PROXY_CLIENTS: %1; se mantienen los clientes anteriores</translation>
    </message>
    <message>
        <source>A trusted proxy begins with a header of the PROXY protocol here.</source>
        <translation>Un proxy de confianza empieza aquí con una cabecera del protocolo PROXY.</translation>
    </message>
    <message>
        <source>The PROXY protocol is read in version 2 alone: let the balancer send that (send-proxy-v2).</source>
        <translation>El protocolo PROXY solo se lee en la versión 2: haga que el balanceador la envíe (send-proxy-v2).</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is of an unknown kind.</source>
        <translation>La cabecera del protocolo PROXY es de un tipo desconocido.</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is too large.</source>
        <translation>La cabecera del protocolo PROXY es demasiado grande.</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is shorter than its addresses.</source>
        <translation>La cabecera del protocolo PROXY es más corta que sus direcciones.</translation>
    </message>
    <message>
        <source>this proxy key has expired</source>
        <translation>esta clave del proxy ha caducado</translation>
    </message>
    <message>
        <source>this proxy key was revoked</source>
        <translation>esta clave del proxy fue revocada</translation>
    </message>
    <message>
        <source>the client %1 may not use the model %2</source>
        <translation>el cliente %1 no puede usar el modelo %2</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and those of a websocket are not looked at: use HTTP</source>
        <translation>los modelos del cliente %1 están limitados y los de un websocket no se miran: use HTTP</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and this path does not tell the model</source>
        <translation>los modelos del cliente %1 están limitados y esta ruta no indica el modelo</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and this body does not tell the model for sure</source>
        <translation>los modelos del cliente %1 están limitados y este cuerpo no indica el modelo con certeza</translation>
    </message>
    <message>
        <source>is no URL of the scheme redis or rediss</source>
        <translation>no es una URL con el esquema redis o rediss</translation>
    </message>
    <message>
        <source>names no host</source>
        <translation>no nombra ningún host</translation>
    </message>
    <message>
        <source>its path is no number of a database</source>
        <translation>su ruta no es el número de una base de datos</translation>
    </message>
    <message>
        <source>its user or password is too long</source>
        <translation>su usuario o contraseña es demasiado largo</translation>
    </message>
    <message>
        <source>it names a user without a password</source>
        <translation>nombra un usuario sin contraseña</translation>
    </message>
    <message>
        <source>Redis or Valkey that several instances share; not set: nothing is shared</source>
        <translation>Redis o Valkey que comparten varias instancias; sin definir: no se comparte nada</translation>
    </message>
    <message>
        <source>redis://user:password@host:port/database, or rediss:// for TLS; special characters percent-encoded</source>
        <translation>redis://usuario:contraseña@host:puerto/base, o rediss:// para TLS; los caracteres especiales, con codificación de porcentaje</translation>
    </message>
    <message>
        <source>&quot;%1&quot; holds no certificates that can be read</source>
        <translation>«%1» no contiene certificados que se puedan leer</translation>
    </message>
    <message>
        <source>a file of certificates in PEM</source>
        <translation>un archivo de certificados en PEM</translation>
    </message>
    <message>
        <source>is not set: each instance keys its fingerprints by itself, so decisions, sessions and overrides are not shared</source>
        <translation>no está definido: cada instancia cifra sus huellas por su cuenta, así que no se comparten decisiones, sesiones ni anulaciones</translation>
    </message>
    <message>
        <source>the same file of at least %1 secret bytes for all</source>
        <translation>el mismo archivo con al menos %1 bytes secretos para todas</translation>
    </message>
    <message>
        <source>&quot;%1&quot; holds no key that can be read</source>
        <translation>«%1» no contiene una clave que se pueda leer</translation>
    </message>
    <message>
        <source>a file of %1 to %2 bytes</source>
        <translation>un archivo de %1 a %2 bytes</translation>
    </message>
    <message>
        <source>Certificates (PEM) with which the store&apos;s own is checked; not set: the system&apos;s</source>
        <translation>Certificados (PEM) con los que se comprueba el del almacén; sin definir: los del sistema</translation>
    </message>
    <message>
        <source>Secret by which fingerprints are keyed, the same on all instances; not set: a new one at each start</source>
        <translation>Secreto con el que se cifran las huellas, el mismo en todas las instancias; sin definir: uno nuevo en cada inicio</translation>
    </message>
    <message>
        <source>this instance does not know the session: name the model</source>
        <translation>esta instancia no conoce la sesión: indique el modelo</translation>
    </message>
    <message>
        <source>%1, by another instance</source>
        <translation>%1, por otra instancia</translation>
    </message>
    <message>
        <source>no answer within %1 ms</source>
        <translation>sin respuesta en %1 ms</translation>
    </message>
    <message>
        <source>the connection was %1</source>
        <translation>la conexión terminó: %1</translation>
    </message>
    <message>
        <source>its answer is not understood</source>
        <translation>no se entiende su respuesta</translation>
    </message>
    <message>
        <source>is being connected</source>
        <translation>se está conectando</translation>
    </message>
    <message>
        <source>is shared</source>
        <translation>se comparte</translation>
    </message>
    <message>
        <source>can&apos;t be reached: this instance works alone</source>
        <translation>no se puede alcanzar: esta instancia trabaja sola</translation>
    </message>
    <message>
        <source>does not answer in time: this instance works alone</source>
        <translation>no responde a tiempo: esta instancia trabaja sola</translation>
    </message>
    <message>
        <source>refuses this instance, which works alone</source>
        <translation>rechaza esta instancia, que trabaja sola</translation>
    </message>
    <message>
        <source>takes no writes, it is a replica: what this instance learns is not shared</source>
        <translation>no admite escrituras, es una réplica: lo que esta instancia aprende no se comparte</translation>
    </message>
    <message>
        <source>takes no writes, it is full: what this instance learns is not shared</source>
        <translation>no admite escrituras, está lleno: lo que esta instancia aprende no se comparte</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited: no fallbacks</source>
        <translation>los modelos del cliente %1 están limitados: sin fallbacks</translation>
    </message>
    <message>
        <source>client_name must be a text</source>
        <translation>client_name debe ser un texto</translation>
    </message>
    <message>
        <source>this instance does not know the session: name its client (client_name)</source>
        <translation>esta instancia no conoce la sesión: indique su cliente (client_name)</translation>
    </message>
    <message>
        <source>answers in part: what its silent node holds is not shared</source>
        <translation>responde en parte: lo que guarda su nodo mudo no se comparte</translation>
    </message>
    <message>
        <source>this closes no parenthesis</source>
        <translation>esto no cierra ningún paréntesis</translation>
    </message>
    <message>
        <source>too many parentheses</source>
        <translation>demasiados paréntesis</translation>
    </message>
    <message>
        <source>this parenthesis is not closed</source>
        <translation>este paréntesis no está cerrado</translation>
    </message>
    <message>
        <source>the filter is too long</source>
        <translation>el filtro es demasiado largo</translation>
    </message>
    <message>
        <source>`%1` is no number; write &gt;500, &lt;=2k or 10s</source>
        <translation>`%1` no es un número; escriba &gt;500, &lt;=2k o 10s</translation>
    </message>
    <message>
        <source>`%1` is no time; write 10m, 2h, 14:30 or 2026-11-30</source>
        <translation>`%1` no es una hora; escriba 10m, 2h, 14:30 o 2026-11-30</translation>
    </message>
    <message>
        <source>write yes or no, not `%1`</source>
        <translation>escriba yes o no, no `%1`</translation>
    </message>
    <message>
        <source>no field `%1`; a word with a colon stands in quotes</source>
        <translation>no hay campo `%1`; una palabra con dos puntos va entre comillas</translation>
    </message>
    <message>
        <source>no field `%1`; did you mean `%2`?</source>
        <translation>no hay campo `%1`; ¿quiso decir `%2`?</translation>
    </message>
    <message>
        <source>Keep the text of the latest requests and answers, in memory only: how many requests, at most 64 MB; 0: none</source>
        <translation>Conservar el texto de las últimas peticiones y respuestas, solo en memoria: cuántas peticiones, como mucho 64 MB; 0: ninguna</translation>
    </message>
    <message>
        <source>the texts of this exchange are not kept</source>
        <translation>los textos de este intercambio no se conservan</translation>
    </message>
    <message>
        <source>this file holds no request that can be shown</source>
        <translation>este archivo no contiene ninguna petición que se pueda mostrar</translation>
    </message>
    <message>
        <source>the file is larger than %1 MB</source>
        <translation>el archivo supera los %1 MB</translation>
    </message>
    <message>
        <source>it closed the connection while that was made</source>
        <translation>cerró la conexión mientras se establecía</translation>
    </message>
    <message>
        <source>the upstream at %1: %2</source>
        <translation>el upstream en %1: %2</translation>
    </message>
    <message>
        <source>%1 can&apos;t be created: %2</source>
        <translation>%1 no se puede crear: %2</translation>
    </message>
    <message>
        <source>The budget of the client %1 is used up: %2. It begins anew at %3; until then whoever runs this proxy can lift it.</source>
        <translation>El presupuesto del cliente %1 está agotado: %2. Vuelve a empezar a las %3; hasta entonces puede levantarlo quien administra este proxy.</translation>
    </message>
    <message>
        <source>has no address of this machine alone: bin/start and bin/health are refused without a key</source>
        <translation>no tiene ninguna dirección exclusiva de esta máquina: bin/start y bin/health se rechazan sin clave</translation>
    </message>
    <message>
        <source>127.0.0.1 as well, or LLM_PROXY_API_KEYS</source>
        <translation>también 127.0.0.1, o LLM_PROXY_API_KEYS</translation>
    </message>
    <message>
        <source>neither LLM_PROXY_BUDGETS nor a client of LLM_PROXY_CLIENTS has a limit named %1</source>
        <translation>ni LLM_PROXY_BUDGETS ni un cliente de LLM_PROXY_CLIENTS tiene un límite llamado %1</translation>
    </message>
    <message>
        <source>the key of this request is none of this proxy&apos;s: send a proxy key as X-LLM-Proxy-Key or as the API key of your client</source>
        <translation>la clave de esta solicitud no es de este proxy: envíe una clave del proxy como X-LLM-Proxy-Key o como la clave de API de su cliente</translation>
    </message>
</context>
<context>
    <name>EngineCode</name>
    <message>
        <source>routed</source>
        <translation>enrutada</translation>
    </message>
    <message>
        <source>reused</source>
        <translation>reutilizada</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>conservada</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>omitida</translation>
    </message>
    <message>
        <source>reverted</source>
        <translation>revertida</translation>
    </message>
    <message>
        <source>pass</source>
        <translation>sigue</translation>
    </message>
    <message>
        <source>routing off</source>
        <translation>enrutamiento desactivado</translation>
    </message>
    <message>
        <source>no Morph key</source>
        <translation>sin clave de Morph</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>no es JSON</translation>
    </message>
    <message>
        <source>encoded</source>
        <translation>codificada</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>sin modelo</translation>
    </message>
    <message>
        <source>model named twice</source>
        <translation>modelo indicado dos veces</translation>
    </message>
    <message>
        <source>no user text</source>
        <translation>sin texto del usuario</translation>
    </message>
    <message>
        <source>side request</source>
        <translation>petición secundaria</translation>
    </message>
    <message>
        <source>probe</source>
        <translation>sondeo</translation>
    </message>
    <message>
        <source>sub-agent</source>
        <translation>subagente</translation>
    </message>
    <message>
        <source>compaction</source>
        <translation>compactación</translation>
    </message>
    <message>
        <source>unclear</source>
        <translation>incierta</translation>
    </message>
    <message>
        <source>unknown label</source>
        <translation>etiqueta desconocida</translation>
    </message>
    <message>
        <source>Morph unreachable</source>
        <translation>Morph inaccesible</translation>
    </message>
    <message>
        <source>Morph too slow</source>
        <translation>Morph demasiado lento</translation>
    </message>
    <message>
        <source>Morph refused the key</source>
        <translation>Morph rechazó la clave</translation>
    </message>
    <message>
        <source>Morph limits the rate</source>
        <translation>Morph limita la frecuencia</translation>
    </message>
    <message>
        <source>Morph rejected it</source>
        <translation>rechazada por Morph</translation>
    </message>
    <message>
        <source>Morph failed</source>
        <translation>Morph falló</translation>
    </message>
    <message>
        <source>Morph&apos;s answer unreadable</source>
        <translation>respuesta de Morph ilegible</translation>
    </message>
    <message>
        <source>breaker open</source>
        <translation>disyuntor abierto</translation>
    </message>
    <message>
        <source>breaker probing</source>
        <translation>disyuntor en prueba</translation>
    </message>
    <message>
        <source>too busy</source>
        <translation>saturado</translation>
    </message>
    <message>
        <source>no listed model</source>
        <translation>ningún modelo en la lista</translation>
    </message>
    <message>
        <source>prefix not listed</source>
        <translation>prefijo fuera de la lista</translation>
    </message>
    <message>
        <source>other family</source>
        <translation>otra familia</translation>
    </message>
    <message>
        <source>unknown continuation</source>
        <translation>continuación desconocida</translation>
    </message>
    <message>
        <source>barred</source>
        <translation>vetada</translation>
    </message>
    <message>
        <source>keep rule</source>
        <translation>regla de conservar</translation>
    </message>
    <message>
        <source>held by an override</source>
        <translation>fijada a mano</translation>
    </message>
    <message>
        <source>unsafe</source>
        <translation>no seguro</translation>
    </message>
    <message>
        <source>cache warm</source>
        <translation>caché caliente</translation>
    </message>
    <message>
        <source>recent upgrade</source>
        <translation>subida reciente</translation>
    </message>
    <message>
        <source>not worth asking</source>
        <translation>no vale la pena preguntar</translation>
    </message>
    <message>
        <source>same model</source>
        <translation>mismo modelo</translation>
    </message>
    <message>
        <source>caches ignored</source>
        <translation>cachés ignoradas</translation>
    </message>
    <message>
        <source>upgrade</source>
        <translation>subida</translation>
    </message>
    <message>
        <source>cold</source>
        <translation>fría</translation>
    </message>
    <message>
        <source>prices unknown</source>
        <translation>precios desconocidos</translation>
    </message>
    <message>
        <source>worth it</source>
        <translation>vale la pena</translation>
    </message>
    <message>
        <source>safe</source>
        <translation>seguro</translation>
    </message>
    <message>
        <source>safe with changes</source>
        <translation>seguro con cambios</translation>
    </message>
    <message>
        <source>open tool exchange</source>
        <translation>llamada a herramienta abierta</translation>
    </message>
    <message>
        <source>previous response</source>
        <translation>respuesta anterior</translation>
    </message>
    <message>
        <source>signed thinking</source>
        <translation>razonamiento firmado</translation>
    </message>
    <message>
        <source>max_tokens</source>
        <translation>max_tokens</translation>
    </message>
    <message>
        <source>context window</source>
        <translation>ventana de contexto</translation>
    </message>
    <message>
        <source>images</source>
        <translation>imágenes</translation>
    </message>
    <message>
        <source>documents</source>
        <translation>documentos</translation>
    </message>
    <message>
        <source>audio</source>
        <translation>audio</translation>
    </message>
    <message>
        <source>beta feature</source>
        <translation>función beta</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>razonamiento</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>a person asks</source>
        <translation>pregunta de una persona</translation>
    </message>
    <message>
        <source>tool continuation</source>
        <translation>continuación de herramienta</translation>
    </message>
    <message>
        <source>start of a sub-agent</source>
        <translation>inicio de un subagente</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>fácil</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>media</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>difícil</translation>
    </message>
    <message>
        <source>open</source>
        <translation>abierta</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>completa</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fallida</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>interrumpida</translation>
    </message>
    <message>
        <source>client left</source>
        <translation>el cliente se fue</translation>
    </message>
    <message>
        <source>the client changed it</source>
        <translation>lo cambió el cliente</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>inactividad</translation>
    </message>
    <message>
        <source>upstream</source>
        <translation>upstream</translation>
    </message>
    <message>
        <source>model switch</source>
        <translation>cambio de modelo</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>cerrada</translation>
    </message>
    <message>
        <source>reset</source>
        <translation>restablecida</translation>
    </message>
    <message>
        <source>masked</source>
        <translation>ocultos</translation>
    </message>
    <message>
        <source>not cheaper</source>
        <translation>no es más barato</translation>
    </message>
    <message>
        <source>targets ended</source>
        <translation>destinos retirados</translation>
    </message>
    <message>
        <source>keep</source>
        <translation>mantener</translation>
    </message>
    <message>
        <source>not listed</source>
        <translation>no figura en la lista</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>retirado</translation>
    </message>
    <message>
        <source>strong enough</source>
        <translation>suficientemente potente</translation>
    </message>
    <message>
        <source>state at the provider</source>
        <translation>estado en el proveedor</translation>
    </message>
    <message>
        <source>system message</source>
        <translation>mensaje de sistema</translation>
    </message>
    <message>
        <source>effort of a message</source>
        <translation>esfuerzo de un mensaje</translation>
    </message>
    <message>
        <source>prefill</source>
        <translation>respuesta iniciada</translation>
    </message>
    <message>
        <source>forced tool</source>
        <translation>herramienta forzada</translation>
    </message>
    <message>
        <source>sampling</source>
        <translation>muestreo</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>supuesto</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>velocidad</translation>
    </message>
    <message>
        <source>stop sequences</source>
        <translation>secuencias de parada</translation>
    </message>
    <message>
        <source>output format</source>
        <translation>formato de salida</translation>
    </message>
    <message>
        <source>fallbacks</source>
        <translation>modelos de reserva</translation>
    </message>
    <message>
        <source>tool version</source>
        <translation>versión de herramienta</translation>
    </message>
    <message>
        <source>unknown to this machine</source>
        <translation>desconocido para este equipo</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>continúa</translation>
    </message>
    <message>
        <source>hard before</source>
        <translation>difícil antes</translation>
    </message>
    <message>
        <source>plan mode</source>
        <translation>modo de planificación</translation>
    </message>
    <message>
        <source>failed results</source>
        <translation>resultados fallidos</translation>
    </message>
    <message>
        <source>the same calls</source>
        <translation>las mismas llamadas</translation>
    </message>
    <message>
        <source>fee too high</source>
        <translation>tarifa demasiado alta</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>detenido</translation>
    </message>
    <message>
        <source>limit used up</source>
        <translation>límite agotado</translation>
    </message>
    <message>
        <source>aggressive</source>
        <translation>agresivo</translation>
    </message>
    <message>
        <source>easy models only</source>
        <translation>solo modelos fáciles</translation>
    </message>
    <message>
        <source>only auto is routed</source>
        <translation>solo se enruta auto</translation>
    </message>
    <message>
        <source>no levels known</source>
        <translation>no se conocen niveles</translation>
    </message>
    <message>
        <source>set in the name</source>
        <translation>fijado en el nombre</translation>
    </message>
    <message>
        <source>not readable</source>
        <translation>no legible</translation>
    </message>
    <message>
        <source>low enough</source>
        <translation>bastante bajo</translation>
    </message>
    <message>
        <source>the session runs</source>
        <translation>la sesión está en curso</translation>
    </message>
    <message>
        <source>warned</source>
        <translation>avisado</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>no permitido</translation>
    </message>
</context>
<context>
    <name>EngineStep</name>
    <message>
        <source>routing switch</source>
        <translation>interruptor de enrutamiento</translation>
    </message>
    <message>
        <source>routable</source>
        <translation>enrutable</translation>
    </message>
    <message>
        <source>override</source>
        <translation>a mano</translation>
    </message>
    <message>
        <source>kind of turn</source>
        <translation>tipo de turno</translation>
    </message>
    <message>
        <source>model family</source>
        <translation>familia de modelos</translation>
    </message>
    <message>
        <source>previous response</source>
        <translation>respuesta anterior</translation>
    </message>
    <message>
        <source>known turn</source>
        <translation>turno conocido</translation>
    </message>
    <message>
        <source>session</source>
        <translation>sesión</translation>
    </message>
    <message>
        <source>continuation</source>
        <translation>continuación</translation>
    </message>
    <message>
        <source>text</source>
        <translation>texto</translation>
    </message>
    <message>
        <source>classification</source>
        <translation>clasificación</translation>
    </message>
    <message>
        <source>preflight</source>
        <translation>comprobación previa</translation>
    </message>
    <message>
        <source>switch policy</source>
        <translation>política de cambio</translation>
    </message>
    <message>
        <source>keep rule</source>
        <translation>regla de conservar</translation>
    </message>
    <message>
        <source>asking Morph</source>
        <translation>consulta a Morph</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>reversión</translation>
    </message>
    <message>
        <source>choice</source>
        <translation>elección</translation>
    </message>
    <message>
        <source>secrets</source>
        <translation>secretos</translation>
    </message>
    <message>
        <source>target</source>
        <translation>destino</translation>
    </message>
    <message>
        <source>judged on this machine</source>
        <translation>juzgado en este equipo</translation>
    </message>
    <message>
        <source>sign of the agent</source>
        <translation>señal del agente</translation>
    </message>
    <message>
        <source>plan limit</source>
        <translation>límite del plan</translation>
    </message>
    <message>
        <source>model auto</source>
        <translation>modelo auto</translation>
    </message>
    <message>
        <source>only auto</source>
        <translation>solo auto</translation>
    </message>
    <message>
        <source>effort</source>
        <translation>esfuerzo</translation>
    </message>
    <message>
        <source>budget</source>
        <translation>presupuesto</translation>
    </message>
</context>
<context>
    <name>ExchangeFacts</name>
    <message>
        <source>nothing: every byte as the client sent it</source>
        <translation>nada: cada byte tal como lo envió el cliente</translation>
    </message>
    <message>
        <source>bytes %1–%2 of %3; everything else identical</source>
        <translation>bytes %1–%2 de %3; el resto, idéntico</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>sin datos</translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation>ahorro de %1</translation>
    </message>
    <message>
        <source>%1 tokens were not read again (%2)</source>
        <translation>%1 tokens no se releyeron (%2)</translation>
    </message>
    <message>
        <source>%1 tokens were not read again (%2), first difference at %3</source>
        <translation>%1 tokens no se releyeron (%2), primera diferencia en %3</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Decisión</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Motivos</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regla</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Cambios</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Uso</translation>
    </message>
    <message>
        <source>Cache lost</source>
        <translation>Caché perdida</translation>
    </message>
    <message>
        <source>upstream said %1</source>
        <translation>el upstream respondió %1</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Respuesta</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message numerus="yes">
        <source>%1 up, %2 down, %n attempt(s) upstream</source>
        <translation>
            <numerusform>%1 de subida, %2 de bajada, %n intento al upstream</numerusform>
            <numerusform>%1 de subida, %2 de bajada, %n intentos al upstream</numerusform>
        </translation>
    </message>
    <message>
        <source>Converted</source>
        <translation>Conversión</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sesión</translation>
    </message>
    <message>
        <source>Classified text</source>
        <translation>Texto clasificado</translation>
    </message>
    <message>
        <source>recording it is off</source>
        <translation>su registro está desactivado</translation>
    </message>
    <message numerus="yes">
        <source>Morph in %1, %n request(s)</source>
        <translation>
            <numerusform>Morph en %1, %n petición</numerusform>
            <numerusform>Morph en %1, %n peticiones</numerusform>
        </translation>
    </message>
    <message>
        <source>This machine says</source>
        <translation>Este equipo dice</translation>
    </message>
    <message>
        <source>%1 (looks hard: %2 of 100)</source>
        <translation>%1 (parece difícil: %2 de 100)</translation>
    </message>
    <message>
        <source>Client&apos;s name</source>
        <translation>Nombre del cliente</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Tokens de entrada</translation>
    </message>
    <message>
        <source>read from the cache</source>
        <translation>leídos de la caché</translation>
    </message>
    <message>
        <source>written to the cache</source>
        <translation>escritos en la caché</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Tokens de salida</translation>
    </message>
    <message>
        <source>of them thoughts</source>
        <translation>de ellos, pensamientos</translation>
    </message>
    <message>
        <source>Cost at list prices</source>
        <translation>Coste a precios de lista</translation>
    </message>
    <message>
        <source>as requested</source>
        <translation>como se pidió</translation>
    </message>
    <message>
        <source>Morph&apos;s fee</source>
        <translation>tarifa de Morph</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Guardados</translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) passed</source>
        <translation>
            <numerusform>%n comprobación superada</numerusform>
            <numerusform>%n comprobaciones superadas</numerusform>
        </translation>
    </message>
    <message>
        <source>cache warm</source>
        <translation>caché caliente</translation>
    </message>
    <message>
        <source>cache cold</source>
        <translation>caché fría</translation>
    </message>
    <message>
        <source>stays with %1</source>
        <translation>se queda con %1</translation>
    </message>
    <message>
        <source>passed on unchanged</source>
        <translation>pasada sin cambios</translation>
    </message>
    <message>
        <source>cost %1 more</source>
        <translation>costó %1 más</translation>
    </message>
    <message>
        <source>What is this?</source>
        <translation>¿Qué es esto?</translation>
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
        <translation>¿Qué es esto? %1</translation>
    </message>
    <message>
        <source>What is this? (manual, F1)</source>
        <translation>¿Qué es esto? (manual, F1)</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>The proxy went down or came up</source>
        <translation>El proxy cayó o volvió a funcionar</translation>
    </message>
    <message>
        <source>Morph or CLIProxyAPI failed or works again</source>
        <translation>Morph o CLIProxyAPI falló o volvió a funcionar</translation>
    </message>
    <message>
        <source>A stream stood still for a minute</source>
        <translation>Un flujo se detuvo durante un minuto</translation>
    </message>
    <message>
        <source>A session lost its prompt cache</source>
        <translation>Una sesión perdió su caché de prompts</translation>
    </message>
    <message>
        <source>The day&apos;s budget is used up</source>
        <translation>Se agotó el presupuesto del día</translation>
    </message>
    <message>
        <source>%1 of %2 at list prices. Requests go on.</source>
        <translation>%1 de %2 a precios de lista. Las peticiones continúan.</translation>
    </message>
    <message>
        <source>The proxy does not serve</source>
        <translation>El proxy no está en servicio</translation>
    </message>
    <message>
        <source>The proxy serves again</source>
        <translation>El proxy vuelve a estar en servicio</translation>
    </message>
    <message>
        <source>%1 fails</source>
        <translation>%1 falla</translation>
    </message>
    <message>
        <source>%1 works again</source>
        <translation>%1 vuelve a funcionar</translation>
    </message>
    <message>
        <source>A stream stands still</source>
        <translation>Un flujo está detenido</translation>
    </message>
    <message>
        <source>A stream stood still</source>
        <translation>Un flujo se detuvo</translation>
    </message>
    <message>
        <source>%1: no byte for %2, and it is still open</source>
        <translation>%1: ningún byte desde hace %2, y el flujo sigue abierto</translation>
    </message>
    <message>
        <source>%1: %2 without a byte, then %3</source>
        <translation>%1: %2 sin un solo byte, después %3</translation>
    </message>
    <message>
        <source>%1 on %2: %3 tokens had to be sent anew (%4)</source>
        <translation>%1 con %2: hubo que reenviar %3 tokens (%4)</translation>
    </message>
    <message>
        <source>A model ends soon, or the map needs care</source>
        <translation>Un modelo termina pronto o el mapa necesita atención</translation>
    </message>
    <message>
        <source>Models need your care</source>
        <translation>Los modelos requieren su atención</translation>
    </message>
    <message>
        <source>%1 (%2 in all, see Health)</source>
        <translation>%1 (%2 en total, vea Estado)</translation>
    </message>
    <message>
        <source>A budget or limit is used up, or nearly</source>
        <translation>Un presupuesto o límite está agotado, o casi</translation>
    </message>
    <message>
        <source>The limit %1 is used up</source>
        <translation>El límite %1 está agotado</translation>
    </message>
    <message>
        <source>%1. Requests are answered with 429; the tray&apos;s menu lifts it.</source>
        <translation>%1. Las peticiones se responden con 429; el menú de la bandeja lo levanta.</translation>
    </message>
    <message>
        <source>The limit %1: easy models only</source>
        <translation>El límite %1: solo modelos fáciles</translation>
    </message>
    <message>
        <source>%1. New tasks go to easy models.</source>
        <translation>%1. Las tareas nuevas van a modelos fáciles.</translation>
    </message>
    <message>
        <source>The limit %1 is nearly used up</source>
        <translation>El límite %1 está casi agotado</translation>
    </message>
    <message>
        <source>%1. Requests go on.</source>
        <translation>%1. Las peticiones continúan.</translation>
    </message>
</context>
<context>
    <name>SettingLabels</name>
    <message>
        <source>Morph key</source>
        <translation>Clave de Morph</translation>
    </message>
    <message>
        <source>Morph&apos;s address</source>
        <translation>Dirección de Morph</translation>
    </message>
    <message>
        <source>Route requests</source>
        <translation>Encaminar solicitudes</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modo</translation>
    </message>
    <message>
        <source>Whose models</source>
        <translation>Modelos de quién</translation>
    </message>
    <message>
        <source>How the model is chosen</source>
        <translation>Cómo se elige el modelo</translation>
    </message>
    <message>
        <source>When to switch models</source>
        <translation>Cuándo cambiar de modelo</translation>
    </message>
    <message>
        <source>Who judges a task</source>
        <translation>Quién juzga una tarea</translation>
    </message>
    <message>
        <source>Tell the client how it was routed</source>
        <translation>Decir al cliente cómo se encaminó</translation>
    </message>
    <message>
        <source>Route the Responses API</source>
        <translation>Encaminar la API Responses</translation>
    </message>
    <message>
        <source>Sub-agents</source>
        <translation>Subagentes</translation>
    </message>
    <message>
        <source>Offer a model called auto</source>
        <translation>Ofrecer un modelo llamado auto</translation>
    </message>
    <message>
        <source>Route auto only</source>
        <translation>Encaminar solo auto</translation>
    </message>
    <message>
        <source>Lower the effort of easy tasks</source>
        <translation>Bajar el esfuerzo en tareas fáciles</translation>
    </message>
    <message>
        <source>Mask secrets before asking Morph</source>
        <translation>Ocultar secretos ante Morph</translation>
    </message>
    <message>
        <source>Save plan limits</source>
        <translation>Cuidar los límites del plan</translation>
    </message>
    <message>
        <source>Allow use beyond the plan</source>
        <translation>Permitir uso más allá del plan</translation>
    </message>
    <message>
        <source>Further attempts at Morph</source>
        <translation>Más intentos con Morph</translation>
    </message>
    <message>
        <source>Calls to Morph at once</source>
        <translation>Llamadas a Morph a la vez</translation>
    </message>
    <message>
        <source>Time for a decision</source>
        <translation>Tiempo para una decisión</translation>
    </message>
    <message>
        <source>Failures that stop asking Morph</source>
        <translation>Fallos que pausan Morph</translation>
    </message>
    <message>
        <source>Pause after failures of Morph</source>
        <translation>Pausa tras fallos de Morph</translation>
    </message>
    <message>
        <source>Models for easy tasks</source>
        <translation>Modelos para tareas fáciles</translation>
    </message>
    <message>
        <source>Models for medium tasks</source>
        <translation>Modelos para tareas medias</translation>
    </message>
    <message>
        <source>Models for hard tasks</source>
        <translation>Modelos para tareas difíciles</translation>
    </message>
    <message>
        <source>Models for unclear tasks</source>
        <translation>Modelos para tareas poco claras</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Reglas</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Puerto</translation>
    </message>
    <message>
        <source>Addresses to listen on</source>
        <translation>Direcciones de escucha</translation>
    </message>
    <message>
        <source>Keys for clients</source>
        <translation>Claves para clientes</translation>
    </message>
    <message>
        <source>Named clients</source>
        <translation>Clientes con nombre</translation>
    </message>
    <message>
        <source>Trusted balancers</source>
        <translation>Balanceadores de confianza</translation>
    </message>
    <message>
        <source>PROXY protocol from balancers</source>
        <translation>Protocolo PROXY de balanceadores</translation>
    </message>
    <message>
        <source>Further host names</source>
        <translation>Más nombres de host</translation>
    </message>
    <message>
        <source>Allowed web origins</source>
        <translation>Orígenes web permitidos</translation>
    </message>
    <message>
        <source>Management from other machines</source>
        <translation>Gestión desde otras máquinas</translation>
    </message>
    <message>
        <source>Largest body that is routed</source>
        <translation>Cuerpo más grande encaminado</translation>
    </message>
    <message>
        <source>Memory for all bodies</source>
        <translation>Memoria para todos los cuerpos</translation>
    </message>
    <message>
        <source>Client connections</source>
        <translation>Conexiones de clientes</translation>
    </message>
    <message>
        <source>Time for a request&apos;s head</source>
        <translation>Tiempo para la cabecera</translation>
    </message>
    <message>
        <source>Silence inside a request</source>
        <translation>Silencio en una solicitud</translation>
    </message>
    <message>
        <source>Idle client connections</source>
        <translation>Conexiones de clientes inactivas</translation>
    </message>
    <message>
        <source>Time for open streams at a stop</source>
        <translation>Tiempo para flujos al detener</translation>
    </message>
    <message>
        <source>Notice before a stop</source>
        <translation>Aviso antes de detener</translation>
    </message>
    <message>
        <source>CLIProxyAPI&apos;s address</source>
        <translation>Dirección de CLIProxyAPI</translation>
    </message>
    <message>
        <source>CLIProxyAPI key</source>
        <translation>Clave de CLIProxyAPI</translation>
    </message>
    <message>
        <source>File with CLIProxyAPI&apos;s keys</source>
        <translation>Archivo con claves de CLIProxyAPI</translation>
    </message>
    <message>
        <source>API of the upstream</source>
        <translation>API del upstream</translation>
    </message>
    <message>
        <source>Further attempts upstream</source>
        <translation>Más intentos con el upstream</translation>
    </message>
    <message>
        <source>Failures that stop the upstream</source>
        <translation>Fallos que cortan el upstream</translation>
    </message>
    <message>
        <source>Time to connect</source>
        <translation>Tiempo para conectar</translation>
    </message>
    <message>
        <source>Time to the first byte</source>
        <translation>Tiempo hasta el primer byte</translation>
    </message>
    <message>
        <source>Silence inside an answer</source>
        <translation>Silencio en una respuesta</translation>
    </message>
    <message>
        <source>Folder of the request log</source>
        <translation>Carpeta del registro</translation>
    </message>
    <message>
        <source>Log the text of tasks</source>
        <translation>Registrar el texto de las tareas</translation>
    </message>
    <message>
        <source>Texts kept in memory</source>
        <translation>Textos en memoria</translation>
    </message>
    <message>
        <source>Warn at a day&apos;s cost</source>
        <translation>Avisar por coste diario</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Límites</translation>
    </message>
    <message>
        <source>CLIProxyAPI program</source>
        <translation>Programa CLIProxyAPI</translation>
    </message>
    <message>
        <source>Management key</source>
        <translation>Clave de gestión</translation>
    </message>
    <message>
        <source>Shared store</source>
        <translation>Almacén compartido</translation>
    </message>
    <message>
        <source>Certificates of the store</source>
        <translation>Certificados del almacén</translation>
    </message>
    <message>
        <source>Shared fingerprint key</source>
        <translation>Clave de huellas compartida</translation>
    </message>
</context>
<context>
    <name>StatusIcons</name>
    <message>
        <source>CLIProxyAPI is not reachable</source>
        <translation>No se puede acceder a CLIProxyAPI</translation>
    </message>
    <message>
        <source>Morph fails: requests keep their model</source>
        <translation>Morph falla: las peticiones conservan su modelo</translation>
    </message>
    <message>
        <source>Routing is off: no Morph API key is set</source>
        <translation>Enrutamiento desactivado: falta la clave API de Morph</translation>
    </message>
    <message>
        <source>Limit used up: %1</source>
        <translation>Límite agotado: %1</translation>
    </message>
</context>
<context>
    <name>app::ProgramHost</name>
    <message>
        <source>another llm-proxy owns %1</source>
        <translation>otro llm-proxy ocupa %1</translation>
    </message>
</context>
<context>
    <name>ui</name>
    <message>
        <source>About llm-proxy</source>
        <translation>Acerca de llm-proxy</translation>
    </message>
    <message>
        <source>A proxy that sends each task of an agent to the cheapest model that can do it.

It is made with Qt %1 (LGPL 3), simdjson and yaml-cpp (Apache 2, MIT), nghttp2 and tl-expected (MIT, CC0), xxHash and hiredis (BSD), zlib and zstd.</source>
        <translation>Un proxy que envía cada tarea de un agente al modelo más barato capaz de hacerla.

Está hecho con Qt %1 (LGPL 3), simdjson y yaml-cpp (Apache 2, MIT), nghttp2 y tl-expected (MIT, CC0), xxHash e hiredis (BSD), zlib y zstd.</translation>
    </message>
    <message>
        <source>&amp;Copy for a report</source>
        <translation>&amp;Copiar para un informe</translation>
    </message>
</context>
<context>
    <name>ui::AgentPage</name>
    <message>
        <source>&amp;Write</source>
        <translation>&amp;Escribir</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Deshacer</translation>
    </message>
    <message>
        <source>What changes in %1</source>
        <translation>Qué cambia en %1</translation>
    </message>
    <message>
        <source>&amp;Copy the lines instead</source>
        <translation>Solo c&amp;opiar las líneas</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>Copiado: %1</translation>
    </message>
    <message>
        <source>▲ Can&apos;t be changed: %1</source>
        <translation>▲ No se puede cambiar: %1</translation>
    </message>
    <message>
        <source>● %1 is connected</source>
        <translation>● %1 está conectado</translation>
    </message>
    <message>
        <source>○ %1 is not connected yet</source>
        <translation>○ %1 aún no está conectado</translation>
    </message>
    <message>
        <source>– %1 was not found on this machine</source>
        <translation>– %1 no se encontró en este equipo</translation>
    </message>
    <message>
        <source>%1 (the present file is kept beside it)</source>
        <translation>%1 (el archivo actual se conserva al lado)</translation>
    </message>
    <message>
        <source>%1 (new)</source>
        <translation>%1 (nuevo)</translation>
    </message>
    <message>
        <source>Written. A running agent has to be started again.</source>
        <translation>Escrito. Si el agente está en marcha, hay que reiniciarlo.</translation>
    </message>
    <message>
        <source>Written; the former file is %1. A running agent has to be started again.</source>
        <translation>Escrito; el archivo anterior es %1. Si el agente está en marcha, hay que reiniciarlo.</translation>
    </message>
    <message>
        <source>The former file is back.</source>
        <translation>Se ha restaurado el archivo anterior.</translation>
    </message>
</context>
<context>
    <name>ui::BodyView</name>
    <message>
        <source>thought</source>
        <translation>pensamiento</translation>
    </message>
    <message>
        <source>calls the tool %1</source>
        <translation>llama a la herramienta %1</translation>
    </message>
    <message>
        <source>result of a tool</source>
        <translation>resultado de una herramienta</translation>
    </message>
    <message>
        <source>Text of the request</source>
        <translation>Texto de la petición</translation>
    </message>
    <message>
        <source>Text of the answer</source>
        <translation>Texto de la respuesta</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Raw events</source>
        <translation>Eventos en bruto</translation>
    </message>
    <message>
        <source>The bytes as they are, in place of the conversation</source>
        <translation>Los bytes tal cual, en lugar de la conversación</translation>
    </message>
    <message>
        <source>Find (Ctrl+F)</source>
        <translation>Buscar (Ctrl+F)</translation>
    </message>
    <message>
        <source>Find in the text</source>
        <translation>Buscar en el texto</translation>
    </message>
    <message>
        <source>The one before</source>
        <translation>El anterior</translation>
    </message>
    <message>
        <source>The next one</source>
        <translation>El siguiente</translation>
    </message>
    <message>
        <source>Copy request</source>
        <translation>Copiar la petición</translation>
    </message>
    <message>
        <source>Copy answer</source>
        <translation>Copiar la respuesta</translation>
    </message>
    <message>
        <source>All of the text that is shown</source>
        <translation>Todo el texto mostrado</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Guardar…</translation>
    </message>
    <message>
        <source>Into a file, as it is shown</source>
        <translation>En un archivo, tal como se muestra</translation>
    </message>
    <message>
        <source>The text of this request is not kept. Settings &gt; Recording: &quot;Keep the text of the latest requests&quot; keeps that of later ones, in memory only.</source>
        <translation>El texto de esta petición no se conserva. Ajustes &gt; Registro: «Conservar el texto de las últimas peticiones» conserva el de las siguientes, solo en memoria.</translation>
    </message>
    <message>
        <source>The proxy did not tell the text.</source>
        <translation>El proxy no comunicó el texto.</translation>
    </message>
    <message>
        <source>This body is compressed or no text, so it is not shown.</source>
        <translation>Este contenido está comprimido o no es texto, así que no se muestra.</translation>
    </message>
    <message>
        <source>The first %1 of %2 are kept.</source>
        <translation>Se conservan los primeros %1 de %2.</translation>
    </message>
    <message>
        <source>There is no body.</source>
        <translation>No hay contenido.</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>no encontrado</translation>
    </message>
    <message>
        <source>Save the text</source>
        <translation>Guardar el texto</translation>
    </message>
    <message>
        <source>Saved. The file holds what was typed and answered.</source>
        <translation>Guardado. El archivo contiene lo escrito y lo respondido.</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>Plegar</translation>
    </message>
    <message>
        <source>Fold every part, or unfold all</source>
        <translation>Plegar cada parte o desplegar todo</translation>
    </message>
</context>
<context>
    <name>ui::BreakerDiagram</name>
    <message>
        <source>next probe in %1 s</source>
        <translation>próximo sondeo en %1 s</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>cerrado</translation>
    </message>
    <message>
        <source>half-open</source>
        <translation>en prueba</translation>
    </message>
    <message>
        <source>open</source>
        <translation>abierto</translation>
    </message>
    <message numerus="yes">
        <source>Closed: %n failure(s) in a row</source>
        <translation>
            <numerusform>Cerrado: %n fallo seguido</numerusform>
            <numerusform>Cerrado: %n fallos seguidos</numerusform>
        </translation>
    </message>
    <message>
        <source>Half-open: a probe is under way</source>
        <translation>En prueba: hay un sondeo en curso</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abierto</translation>
    </message>
    <message>
        <source>Open: next probe in %1 s</source>
        <translation>Abierto: próximo sondeo en %1 s</translation>
    </message>
    <message>
        <source>a probe is due</source>
        <translation>toca un sondeo</translation>
    </message>
    <message>
        <source>Open: a probe is due</source>
        <translation>Abierto: toca un sondeo</translation>
    </message>
</context>
<context>
    <name>ui::BudgetMenu</name>
    <message>
        <source>&amp;Limits</source>
        <translation>&amp;Límites</translation>
    </message>
    <message>
        <source>Lift for an &amp;hour</source>
        <translation>Levantar durante una &amp;hora</translation>
    </message>
    <message>
        <source>Lift for the rest of the &amp;day</source>
        <translation>Levantar el resto del &amp;día</translation>
    </message>
    <message>
        <source>&amp;Put into force again</source>
        <translation>&amp;Volver a aplicar</translation>
    </message>
    <message>
        <source>%1: %2, lifted until %3</source>
        <translation>%1: %2, levantado hasta las %3</translation>
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
        <translation>%1: tabla y exportación</translation>
    </message>
    <message>
        <source>As a table, save</source>
        <translation>Ver como tabla, guardar</translation>
    </message>
    <message>
        <source>Show as &amp;table</source>
        <translation>Mostrar como &amp;tabla</translation>
    </message>
    <message>
        <source>Save as &amp;PNG…</source>
        <translation>Guardar como &amp;PNG…</translation>
    </message>
    <message>
        <source>Save as &amp;CSV…</source>
        <translation>Guardar como &amp;CSV…</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Imágenes (*.png)</translation>
    </message>
    <message>
        <source>The picture could not be written.</source>
        <translation>No se pudo escribir la imagen.</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tablas (*.csv)</translation>
    </message>
</context>
<context>
    <name>ui::ConnectDialog</name>
    <message>
        <source>Connect an agent</source>
        <translation>Conectar un agente</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>Agentes</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Conectado</translation>
    </message>
    <message>
        <source>Found, not connected</source>
        <translation>Encontrado, sin conectar</translation>
    </message>
    <message>
        <source>Not found on this machine</source>
        <translation>No encontrado en este equipo</translation>
    </message>
    <message>
        <source>Lines to copy</source>
        <translation>Líneas para copiar</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>C&amp;opiar</translation>
    </message>
    <message>
        <source>Most programs and SDKs read their address from here:</source>
        <translation>La mayoría de los programas y SDK leen su dirección de aquí:</translation>
    </message>
    <message>
        <source>Other programs</source>
        <translation>Otros programas</translation>
    </message>
    <message>
        <source>Send a &amp;test request</source>
        <translation>Enviar una petición de p&amp;rueba</translation>
    </message>
    <message>
        <source>One short request for claude-sonnet-4-5; it may cost a fraction of a cent</source>
        <translation>Una petición breve a claude-sonnet-4-5; puede costar una fracción de centavo</translation>
    </message>
    <message>
        <source>Sent; see Requests…</source>
        <translation>Enviada; vea Peticiones…</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Primeros pasos</translation>
    </message>
</context>
<context>
    <name>ui::DemoTraffic</name>
    <message>
        <source>a small rename is easy, so a cheaper model answers. The row shows both names, and what that saved.</source>
        <translation>un pequeño cambio de nombre es fácil, así que responde un modelo más barato. La fila muestra ambos nombres y lo ahorrado.</translation>
    </message>
    <message>
        <source>this one is hard and keeps a strong model. Select its row: the details say why.</source>
        <translation>esta es difícil y conserva un modelo potente. Elija su fila: los detalles dicen por qué.</translation>
    </message>
    <message>
        <source>another agent, another provider: it stays with that provider&apos;s models.</source>
        <translation>otro agente, otro proveedor: se queda con los modelos de ese proveedor.</translation>
    </message>
    <message>
        <source>who asks for a strong model for hard work gets a strong model.</source>
        <translation>quien pide un modelo potente para un trabajo difícil lo obtiene.</translation>
    </message>
    <message>
        <source>work of medium difficulty gets a model between. Statistics adds it all up.</source>
        <translation>el trabajo de dificultad media recibe un modelo intermedio. Estadísticas lo suma todo.</translation>
    </message>
    <message>
        <source>that is the tour. Requests go on for a while; leave the demo when you have seen enough.</source>
        <translation>ese es el recorrido. Las solicitudes siguen un rato; salga de la demo cuando haya visto bastante.</translation>
    </message>
</context>
<context>
    <name>ui::DesktopApp</name>
    <message>
        <source>The keychain did not give %1: %2</source>
        <translation>El llavero no entregó %1: %2</translation>
    </message>
    <message>
        <source>llm-proxy is still running</source>
        <translation>llm-proxy sigue en marcha</translation>
    </message>
    <message>
        <source>It stays in the tray. Quit it from its menu there.</source>
        <translation>Permanece en la bandeja del sistema. Puede cerrarlo desde su menú.</translation>
    </message>
</context>
<context>
    <name>ui::DesktopNotifications</name>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>Probe now</source>
        <translation>Probar ahora</translation>
    </message>
    <message>
        <source>Pause routing</source>
        <translation>Pausar el enrutamiento</translation>
    </message>
</context>
<context>
    <name>ui::DurationEdit</name>
    <message>
        <source>milliseconds</source>
        <translation>milisegundos</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>segundos</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>minutos</translation>
    </message>
    <message>
        <source>Unit: %1</source>
        <translation>Unidad: %1</translation>
    </message>
</context>
<context>
    <name>ui::EmptyState</name>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Connect an agent…</source>
        <translation>Conectar un agente…</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Borrar el filtro</translation>
    </message>
    <message>
        <source>Show those of the last day</source>
        <translation>Mostrar las del último día</translation>
    </message>
    <message>
        <source>Setting for agents</source>
        <translation>Ajuste para agentes</translation>
    </message>
    <message>
        <source>No request matches the filter.</source>
        <translation>Ninguna petición coincide con el filtro.</translation>
    </message>
    <message>
        <source>The view was cleared. New requests appear here; the request log keeps all.</source>
        <translation>Se vació la vista. Las peticiones nuevas aparecen aquí; el registro las conserva todas.</translation>
    </message>
    <message>
        <source>No request yet. Point an agent at this proxy:</source>
        <translation>Aún no hay peticiones. Dirija un agente a este proxy:</translation>
    </message>
    <message>
        <source>The proxy does not run, so no request comes: %1</source>
        <translation>El proxy no funciona, así que no llega ninguna petición: %1</translation>
    </message>
    <message>
        <source>The proxy is stopped, so no request comes.</source>
        <translation>El proxy está detenido, así que no llega ninguna petición.</translation>
    </message>
</context>
<context>
    <name>ui::ExchangeDetails</name>
    <message>
        <source>Overview</source>
        <translation>Resumen</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Cabeceras</translation>
    </message>
    <message>
        <source>Copy as c&amp;url</source>
        <translation>Copiar como c&amp;url</translation>
    </message>
    <message>
        <source>Copy &amp;JSON</source>
        <translation>Copiar &amp;JSON</translation>
    </message>
    <message>
        <source>&amp;Explain again</source>
        <translation>&amp;Explicar de nuevo</translation>
    </message>
    <message>
        <source>Show in &amp;log</source>
        <translation>Ver en el &amp;registro</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Select a request to see how it was decided.</source>
        <translation>Seleccione una petición para ver cómo se decidió.</translation>
    </message>
    <message>
        <source>What is shown of the request</source>
        <translation>Qué se muestra de la petición</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sesión</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>C&amp;opiar</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Petición</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Respuesta</translation>
    </message>
    <message>
        <source>Copy as c&amp;url (without the text)</source>
        <translation>Copiar como c&amp;url (sin el texto)</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 tokens/s</translation>
    </message>
    <message>
        <source>≈ %1 tokens/s</source>
        <translation>≈ %1 tokens/s</translation>
    </message>
    <message>
        <source>Return shows or hides the checks that passed; F1 explains the reason</source>
        <translation>Intro muestra u oculta las comprobaciones superadas; F1 explica el motivo</translation>
    </message>
</context>
<context>
    <name>ui::ExchangeModel</name>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Proyecto</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>Solicitado</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Respondido por</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Dificultad</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Ruta</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>1.er byte</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Coste</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Ahorro</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>fácil</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>media</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>difícil</translation>
    </message>
    <message>
        <source>unclear</source>
        <translation>incierta</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>razonamiento</translation>
    </message>
    <message>
        <source>streaming</source>
        <translation>transmitiendo</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>respondiendo</translation>
    </message>
    <message>
        <source>same model</source>
        <translation>mismo modelo</translation>
    </message>
    <message>
        <source>silent %1</source>
        <translation>en silencio %1</translation>
    </message>
</context>
<context>
    <name>ui::ExplainDialog</name>
    <message>
        <source>What would be decided now</source>
        <translation>Qué se decidiría ahora</translation>
    </message>
    <message>
        <source>Asked with the model and endpoint of this request; its text was not recorded. Where Morph would be asked, what follows from each of its answers is told.</source>
        <translation>Consulta hecha con el modelo y el endpoint de esta petición; su texto no se registró. Donde se consultaría a Morph, se indica qué se sigue de cada una de sus respuestas.</translation>
    </message>
    <message>
        <source>Asked with the model, endpoint and recorded text of this request. Where Morph would be asked, what follows from each of its answers is told.</source>
        <translation>Consulta hecha con el modelo, el endpoint y el texto registrado de esta petición. Donde se consultaría a Morph, se indica qué se sigue de cada una de sus respuestas.</translation>
    </message>
    <message>
        <source>The proxy did not explain it: %1</source>
        <translation>El proxy no lo explicó: %1</translation>
    </message>
    <message>
        <source>Morph says</source>
        <translation>Morph dice</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Cost of this request&apos;s tokens</source>
        <translation>Coste de los tokens de esta petición</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Motivos</translation>
    </message>
    <message>
        <source>&amp;Copy as JSON</source>
        <translation>&amp;Copiar como JSON</translation>
    </message>
    <message>
        <source>Requests to this endpoint are not routed: they pass unchanged.</source>
        <translation>Las peticiones a este punto de acceso no se enrutan: pasan sin cambios.</translation>
    </message>
    <message>
        <source>(is not asked)</source>
        <translation>(no se le pregunta)</translation>
    </message>
</context>
<context>
    <name>ui::ExportDialog</name>
    <message>
        <source>With the &amp;texts of requests and answers</source>
        <translation>Con los &amp;textos de peticiones y respuestas</translation>
    </message>
    <message numerus="yes">
        <source>Export %n request(s)</source>
        <translation>
            <numerusform>Exportar %n petición</numerusform>
            <numerusform>Exportar %n peticiones</numerusform>
        </translation>
    </message>
    <message>
        <source>HTTP archive (HAR 1.2)</source>
        <translation>Archivo HTTP (HAR 1.2)</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Formato</translation>
    </message>
    <message>
        <source>The file then holds what was typed and answered, as far as the proxy keeps it in memory. Keys are masked.</source>
        <translation>El archivo contendrá entonces lo escrito y lo respondido, en la medida en que el proxy lo conserve en memoria. Las claves se ocultan.</translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation>&amp;Guardar como…</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Formato:</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>HTTP archives (*.har)</source>
        <translation>Archivos HTTP (*.har)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
</context>
<context>
    <name>ui::FilterBar</name>
    <message>
        <source>Filter: words, or fields like  difficulty:hard  status:&gt;=500  ms:&gt;2s  -client:curl</source>
        <translation>Filtro: palabras o campos como  difficulty:hard  status:&gt;=500  ms:&gt;2s  -client:curl</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtro</translation>
    </message>
    <message>
        <source>Words stand anywhere in a row. Fields: model:, client:, project:, session:, why:, status:, ms:, tokens:, cost:, since:10m, changed:yes and more; numbers with &gt; &lt; &gt;= &lt;=. Joined by or, and, not (or a minus), with (parentheses) and &quot;quotes&quot;.</source>
        <translation>Las palabras pueden estar en cualquier parte de una fila. Campos: model:, client:, project:, session:, why:, status:, ms:, tokens:, cost:, since:10m, changed:yes y más; números con &gt; &lt; &gt;= &lt;=. Unidos por or, and, not (o un signo menos), con (paréntesis) y &quot;comillas&quot;.</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Errores</translation>
    </message>
    <message>
        <source>Requests that failed or broke off</source>
        <translation>Peticiones que fallaron o se interrumpieron</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abiertas</translation>
    </message>
    <message>
        <source>Requests that go on</source>
        <translation>Peticiones en curso</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Cambios</translation>
    </message>
    <message>
        <source>Requests that another model answered</source>
        <translation>Peticiones que respondió otro modelo</translation>
    </message>
    <message>
        <source>Hard</source>
        <translation>Difíciles</translation>
    </message>
    <message>
        <source>Requests with a hard task</source>
        <translation>Peticiones con una tarea difícil</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>Lentas</translation>
    </message>
    <message>
        <source>Requests that took more than ten seconds</source>
        <translation>Peticiones que tardaron más de diez segundos</translation>
    </message>
    <message>
        <source>What is wrong with the filter</source>
        <translation>Qué falla en el filtro</translation>
    </message>
    <message>
        <source>Rows shown</source>
        <translation>Filas mostradas</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s)</source>
        <translation>
            <numerusform>%Ln petición</numerusform>
            <numerusform>%Ln peticiones</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::FoldingView</name>
    <message>
        <source>Fold or unfold (Ctrl+Shift+[, Ctrl+Shift+])</source>
        <translation>Plegar o desplegar (Ctrl+Mayús+[, Ctrl+Mayús+])</translation>
    </message>
    <message numerus="yes">
        <source> … %n line(s)</source>
        <translation>
            <numerusform> … %n línea</numerusform>
            <numerusform> … %n líneas</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Fold</source>
        <translation>&amp;Plegar</translation>
    </message>
    <message>
        <source>&amp;Unfold</source>
        <translation>&amp;Desplegar</translation>
    </message>
    <message>
        <source>Fold a&amp;ll</source>
        <translation>P&amp;legar todo</translation>
    </message>
    <message>
        <source>Unfold &amp;all</source>
        <translation>Desplegar &amp;todo</translation>
    </message>
</context>
<context>
    <name>ui::GeneralPage</name>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Tema</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Idioma</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>&amp;Start at login</source>
        <translation>I&amp;niciar con la sesión</translation>
    </message>
    <message>
        <source>Tell me when</source>
        <translation>Notificaciones</translation>
    </message>
    <message>
        <source>Takes effect when this dialog is closed</source>
        <translation>Se aplica al cerrar este diálogo</translation>
    </message>
    <message>
        <source>Start in the t&amp;ray, without a window</source>
        <translation>Iniciar en la &amp;bandeja, sin ventana</translation>
    </message>
    <message>
        <source>Tray &amp;icon</source>
        <translation>&amp;Icono de la bandeja</translation>
    </message>
    <message>
        <source>As the panel wants it</source>
        <translation>Como lo quiera el panel</translation>
    </message>
    <message>
        <source>With an outline, for any panel</source>
        <translation>Con contorno, para cualquier panel</translation>
    </message>
    <message>
        <source>For light panels</source>
        <translation>Para paneles claros</translation>
    </message>
    <message>
        <source>For dark panels</source>
        <translation>Para paneles oscuros</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>no keys</source>
        <translation>sin teclas</translation>
    </message>
    <message>
        <source>The desktop asks which keys they are.</source>
        <translation>El escritorio pregunta qué teclas serán.</translation>
    </message>
    <message>
        <source>▲ The desktop did not give them. Switch them off and on to be asked again.</source>
        <translation>▲ El escritorio no las ha concedido. Desactívelas y vuelva a activarlas para que pregunte otra vez.</translation>
    </message>
    <message>
        <source>Keys that work in every program</source>
        <translation>Teclas que funcionan en cualquier programa</translation>
    </message>
    <message>
        <source>&amp;Pause routing and boost a session from anywhere</source>
        <translation>&amp;Pausar el enrutamiento y reforzar una sesión desde cualquier lugar</translation>
    </message>
    <message>
        <source>&amp;Change the keys…</source>
        <translation>&amp;Cambiar las teclas…</translation>
    </message>
</context>
<context>
    <name>ui::GlobalShortcuts</name>
    <message>
        <source>Pause or resume routing</source>
        <translation>Pausar o reanudar el enrutamiento</translation>
    </message>
    <message>
        <source>Boost the latest session&apos;s next turn</source>
        <translation>Reforzar el próximo turno de la última sesión</translation>
    </message>
</context>
<context>
    <name>ui::HappenedPage</name>
    <message>
        <source>new, %1</source>
        <translation>nuevo, %1</translation>
    </message>
    <message>
        <source>&amp;Acknowledge</source>
        <translation>&amp;Dar por visto</translation>
    </message>
    <message>
        <source>Acknowledge a&amp;ll</source>
        <translation>Dar &amp;todo por visto</translation>
    </message>
    <message>
        <source>&amp;Empty the list</source>
        <translation>&amp;Vaciar la lista</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ha pasado</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Nothing happened that you were told of. Notifications are listed here, for when nobody looks.</source>
        <translation>No ha pasado nada de lo que se avisara. Los avisos quedan aquí, por si nadie mira.</translation>
    </message>
    <message>
        <source>&amp;Health…</source>
        <translation>E&amp;stado…</translation>
    </message>
</context>
<context>
    <name>ui::HeadersView</name>
    <message>
        <source>Field</source>
        <translation>Campo</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Valor</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Cabeceras</translation>
    </message>
    <message>
        <source>The proxy keeps the headers of its latest requests only, in memory; those of this one are gone.</source>
        <translation>El proxy conserva en memoria solo las cabeceras de sus últimas peticiones; las de esta ya no están.</translation>
    </message>
    <message>
        <source>The proxy did not tell the headers: %1</source>
        <translation>El proxy no indicó las cabeceras: %1</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Petición</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Respuesta</translation>
    </message>
    <message numerus="yes">
        <source>%n further field(s) are not shown.</source>
        <translation>
            <numerusform>%n campo más no se muestra.</numerusform>
            <numerusform>%n campos más no se muestran.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::HealthPage</name>
    <message>
        <source>The key was refused: check MORPH_API_KEY in the settings.</source>
        <translation>La clave fue rechazada: compruebe MORPH_API_KEY en las preferencias.</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>%1 %2: %3 used</source>
        <translation>%1 %2: %3 usado</translation>
    </message>
    <message>
        <source>used up at this pace %1</source>
        <translation>a este ritmo agotado %1</translation>
    </message>
    <message>
        <source>begins anew %1</source>
        <translation>se renueva %1</translation>
    </message>
    <message>
        <source>Morph limits how often it is asked. Requests keep the model they asked for until it lets up.</source>
        <translation>Morph limita la frecuencia de las consultas. Hasta que ceda, las peticiones conservan el modelo solicitado.</translation>
    </message>
    <message>
        <source>Check the network, and MORPH_API_URL in the settings.</source>
        <translation>Compruebe la red y MORPH_API_URL en las preferencias.</translation>
    </message>
    <message>
        <source>Requests keep the model they asked for until it works again.</source>
        <translation>Las peticiones conservan el modelo solicitado hasta que vuelva a funcionar.</translation>
    </message>
    <message>
        <source>The key was refused: check UPSTREAM_API_KEY in the settings.</source>
        <translation>La clave fue rechazada: compruebe UPSTREAM_API_KEY en las preferencias.</translation>
    </message>
    <message>
        <source>Start CLIProxyAPI, or set UPSTREAM_URL to where it listens.</source>
        <translation>Inicie CLIProxyAPI o indique en UPSTREAM_URL dónde escucha.</translation>
    </message>
    <message>
        <source>See the log of CLIProxyAPI; restart it if it hangs.</source>
        <translation>Consulte el registro de CLIProxyAPI; reinícielo si no responde.</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>Último error</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Qué hacer</translation>
    </message>
    <message>
        <source>works (closed)</source>
        <translation>funciona (cerrado)</translation>
    </message>
    <message>
        <source>is tried (half-open)</source>
        <translation>se está sondeando (en prueba)</translation>
    </message>
    <message>
        <source>is left alone (open)</source>
        <translation>no se consulta (abierto)</translation>
    </message>
    <message>
        <source>is left alone (open): %1</source>
        <translation>no se consulta (abierto): %1</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>decision</source>
        <translation>decisión</translation>
    </message>
    <message>
        <source>first byte</source>
        <translation>primer byte</translation>
    </message>
    <message>
        <source>What changed, newest first</source>
        <translation>Cambios, los más recientes primero</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Cambios</translation>
    </message>
    <message>
        <source>Probe now</source>
        <translation>Sondear ahora</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Restablecer</translation>
    </message>
    <message>
        <source>Tries now instead of waiting for the countdown</source>
        <translation>Lo intenta ahora en lugar de esperar la cuenta atrás</translation>
    </message>
    <message>
        <source>Closes the breaker and forgets its failures</source>
        <translation>Cierra el disyuntor y olvida sus fallos</translation>
    </message>
    <message>
        <source>Up for</source>
        <translation>Tiempo activo</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abiertas</translation>
    </message>
    <message>
        <source>requests %1, connections %2</source>
        <translation>peticiones %1, conexiones %2</translation>
    </message>
    <message>
        <source>Loop lag p99</source>
        <translation>Retardo del bucle p99</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Filas</translation>
    </message>
    <message>
        <source>%1 written, %2 lost</source>
        <translation>%1 escritas, %2 perdidas</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problema</translation>
    </message>
    <message>
        <source>● Working</source>
        <translation>● Funciona</translation>
    </message>
    <message>
        <source>▲ In trouble</source>
        <translation>▲ Con problemas</translation>
    </message>
    <message>
        <source>Breaker</source>
        <translation>Disyuntor</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hoy</translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s), p50 %1, p95 %2</source>
        <translation>
            <numerusform>%n decisión, p50 %1, p95 %2</numerusform>
            <numerusform>%n decisiones, p50 %1, p95 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>En curso</translation>
    </message>
    <message>
        <source>○ Not known yet</source>
        <translation>○ Aún sin datos</translation>
    </message>
    <message>
        <source>● Reachable</source>
        <translation>● Accesible</translation>
    </message>
    <message>
        <source>▲ Not reachable</source>
        <translation>▲ Inaccesible</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versión</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>no indicada</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <source>list not known</source>
        <translation>lista desconocida</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Clave</translation>
    </message>
    <message>
        <source>none: the agents&apos; own keys pass</source>
        <translation>ninguna: pasan las claves propias de los agentes</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Por hacer</translation>
    </message>
    <message>
        <source>Mend the edited configuration, which is not in force: %1</source>
        <translation>Corregir la configuración editada, que no está en vigor: %1</translation>
    </message>
    <message>
        <source>by Morph</source>
        <translation>por Morph</translation>
    </message>
    <message>
        <source>on this machine</source>
        <translation>en este equipo</translation>
    </message>
    <message>
        <source>on this machine, and by Morph where it does not know</source>
        <translation>en este equipo, y por Morph donde no lo sabe</translation>
    </message>
    <message>
        <source>by Morph, and on this machine where Morph fails</source>
        <translation>por Morph, y en este equipo cuando Morph falla</translation>
    </message>
    <message>
        <source>Tasks are judged</source>
        <translation>Las tareas se juzgan</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, until %2</source>
        <translation>%1, hasta %2</translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) without a known price not counted</source>
        <translation>
            <numerusform>%n respuesta sin precio conocido no se cuenta</numerusform>
            <numerusform>%n respuestas sin precio conocido no se cuentan</numerusform>
        </translation>
    </message>
    <message>
        <source>Plan limit</source>
        <translation>Límite del plan</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Límite</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Almacén</translation>
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
        <translation>Todas las instancias</translation>
    </message>
    <message numerus="yes">
        <source>%n today: %1 used, %2 saved</source>
        <translation>
            <numerusform>%n hoy: %1 usado, %2 ahorrado</numerusform>
            <numerusform>%n hoy: %1 usado, %2 ahorrado</numerusform>
        </translation>
    </message>
    <message>
        <source>○ Not asked: no key</source>
        <translation>○ Sin consultar: no hay clave</translation>
    </message>
    <message>
        <source>routing saved about %1 of it</source>
        <translation>el enrutamiento ahorró cerca de %1 de ella</translation>
    </message>
    <message>
        <source>routing used about %1 of it more</source>
        <translation>el enrutamiento usó cerca de %1 más de ella</translation>
    </message>
</context>
<context>
    <name>ui::KeyTest</name>
    <message>
        <source>This can&apos;t be a key: it is empty, or has spaces or letters that no key has.</source>
        <translation>Esto no puede ser una clave: está vacía, o tiene espacios o letras que ninguna clave tiene.</translation>
    </message>
    <message>
        <source>%1 can&apos;t be reached: %2</source>
        <translation>No se puede alcanzar %1: %2</translation>
    </message>
    <message>
        <source>Morph takes this key</source>
        <translation>Morph acepta esta clave</translation>
    </message>
    <message>
        <source>Morph refuses this key (status %1)</source>
        <translation>Morph rechaza esta clave (estado %1)</translation>
    </message>
    <message>
        <source>%1 answers with status %2, so this says nothing of the key</source>
        <translation>%1 responde con el estado %2, lo que no dice nada de la clave</translation>
    </message>
</context>
<context>
    <name>ui::LocalSource</name>
    <message>
        <source>This is the demo, which leaves your settings alone. Leave it to change them.</source>
        <translation>Esto es la demo, que no toca sus ajustes. Salga de ella para cambiarlos.</translation>
    </message>
</context>
<context>
    <name>ui::LogView</name>
    <message>
        <source>Raw</source>
        <translation>Sin formato</translation>
    </message>
    <message>
        <source>Rows as they stand in the file</source>
        <translation>Filas tal como están en el archivo</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>Hold new lines back; nothing is lost</source>
        <translation>Retener las líneas nuevas; no se pierde nada</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Seguir</translation>
    </message>
    <message>
        <source>Keep the newest line in view</source>
        <translation>Mantener a la vista la línea más reciente</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Find (F3: next)</source>
        <translation>Buscar (F3: siguiente)</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Buscar</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Todas las líneas</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Avisos y errores</translation>
    </message>
    <message>
        <source>Only errors</source>
        <translation>Solo errores</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Nivel</translation>
    </message>
    <message numerus="yes">
        <source>Follow (%n new)</source>
        <translation>
            <numerusform>Seguir (%n nueva)</numerusform>
            <numerusform>Seguir (%n nuevas)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::LogsPage</name>
    <message>
        <source>Requests</source>
        <translation>Peticiones</translation>
    </message>
    <message>
        <source>No log yet</source>
        <translation>Aún no hay registro</translation>
    </message>
    <message>
        <source>%1 (the first %2 are not shown)</source>
        <translation>%1 (los primeros %2 no se muestran)</translation>
    </message>
    <message>
        <source>CLIProxyAPI does not show its log: %1</source>
        <translation>CLIProxyAPI no muestra su registro: %1</translation>
    </message>
    <message>
        <source>Set MANAGEMENT_PASSWORD in the settings to see CLIProxyAPI&apos;s log here.</source>
        <translation>Defina MANAGEMENT_PASSWORD en las preferencias para ver aquí el registro de CLIProxyAPI.</translation>
    </message>
    <message>
        <source>The row of this request is not in the part of the log that is shown; a request has its row when it ended.</source>
        <translation>La fila de esta petición no está en la parte del registro que se muestra; una petición tiene su fila cuando ha terminado.</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Registros</translation>
    </message>
</context>
<context>
    <name>ui::MainWindow</name>
    <message>
        <source>Routing on</source>
        <translation>Enrutamiento activo</translation>
    </message>
    <message>
        <source>Routing off</source>
        <translation>Enrutamiento desactivado</translation>
    </message>
    <message>
        <source>Routing off: no Morph key</source>
        <translation>Enrutamiento desactivado: sin clave de Morph</translation>
    </message>
    <message>
        <source>Routing paused</source>
        <translation>Enrutamiento en pausa</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Preferencias…</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Ctrl+%2)</translation>
    </message>
    <message>
        <source>&amp;Program</source>
        <translation>&amp;Programa</translation>
    </message>
    <message>
        <source>&amp;Connect an agent…</source>
        <translation>&amp;Conectar un agente…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Preferencias…</translation>
    </message>
    <message>
        <source>Close the &amp;window</source>
        <translation>Cerrar la &amp;ventana</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Salir</translation>
    </message>
    <message numerus="yes">
        <source>%n open request(s)</source>
        <translation>
            <numerusform>%n petición abierta</numerusform>
            <numerusform>%n peticiones abiertas</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: working</source>
        <translation>%1: funciona</translation>
    </message>
    <message>
        <source>%1: in trouble</source>
        <translation>%1: con problemas</translation>
    </message>
    <message>
        <source>%1: not asked yet</source>
        <translation>%1: aún sin consultar</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ver</translation>
    </message>
    <message>
        <source>Start at &amp;login</source>
        <translation>I&amp;niciar con la sesión</translation>
    </message>
    <message>
        <source>Pro&amp;xy</source>
        <translation>Pro&amp;xy</translation>
    </message>
    <message>
        <source>R&amp;estart the proxy</source>
        <translation>R&amp;einiciar el proxy</translation>
    </message>
    <message>
        <source>Copy &amp;base URL</source>
        <translation>Copiar la &amp;URL base</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>A&amp;yuda</translation>
    </message>
    <message>
        <source>&amp;About llm-proxy</source>
        <translation>&amp;Acerca de llm-proxy</translation>
    </message>
    <message>
        <source>Copy the base URL</source>
        <translation>Copiar la URL base</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>Copiado: %1</translation>
    </message>
    <message>
        <source>Attached to pid %1</source>
        <translation>Conectado al pid %1</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demostración</translation>
    </message>
    <message>
        <source>The proxy is stopped: agents get no answers.</source>
        <translation>El proxy está detenido: los agentes no reciben respuestas.</translation>
    </message>
    <message>
        <source>S&amp;tart the proxy</source>
        <translation>&amp;Iniciar el proxy</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>hasta las %1</translation>
    </message>
    <message>
        <source>until it is resumed</source>
        <translation>hasta que se reanude</translation>
    </message>
    <message>
        <source>Routing is paused %1: every request keeps its model.</source>
        <translation>El enrutamiento está en pausa %1: cada solicitud conserva su modelo.</translation>
    </message>
    <message>
        <source>Resume &amp;now</source>
        <translation>Reanudar &amp;ahora</translation>
    </message>
    <message>
        <source>&amp;Manual</source>
        <translation>&amp;Manual</translation>
    </message>
</context>
<context>
    <name>ui::ManualWindow</name>
    <message>
        <source>Manual</source>
        <translation>Manual</translation>
    </message>
    <message>
        <source>Search all pages (Ctrl+F)</source>
        <translation>Buscar en todas las páginas (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search all pages</source>
        <translation>Buscar en todas las páginas</translation>
    </message>
    <message>
        <source>Pages of the manual</source>
        <translation>Páginas del manual</translation>
    </message>
    <message>
        <source>Text of the manual</source>
        <translation>Texto del manual</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Back (Alt+Left)</source>
        <translation>Atrás (Alt+Izquierda)</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Adelante</translation>
    </message>
    <message>
        <source>Forward (Alt+Right)</source>
        <translation>Adelante (Alt+Derecha)</translation>
    </message>
    <message>
        <source>Nothing has all of these words.</source>
        <translation>Nada contiene todas estas palabras.</translation>
    </message>
    <message numerus="yes">
        <source>%n section(s)</source>
        <translation>
            <numerusform>%n sección</numerusform>
            <numerusform>%n secciones</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 – Manual</source>
        <translation>%1 – Manual</translation>
    </message>
</context>
<context>
    <name>ui::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Cerrar este aviso</translation>
    </message>
    <message>
        <source>What is this?</source>
        <translation>¿Qué es esto?</translation>
    </message>
</context>
<context>
    <name>ui::ModelChooser</name>
    <message>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>Añadir un modelo</translation>
    </message>
    <message>
        <source>Add a model of the backend&apos;s list, or keep</source>
        <translation>Añadir un modelo de la lista del backend, o keep</translation>
    </message>
    <message>
        <source>keep: the model that was asked for stays</source>
        <translation>keep: se queda el modelo pedido</translation>
    </message>
    <message>
        <source>The backend&apos;s list is not known</source>
        <translation>No se conoce la lista del backend</translation>
    </message>
    <message>
        <source>%1 (ended on %2)</source>
        <translation>%1 (terminó el %2)</translation>
    </message>
    <message>
        <source>%1 (ends on %2)</source>
        <translation>%1 (termina el %2)</translation>
    </message>
</context>
<context>
    <name>ui::OpenedFile</name>
    <message>
        <source>%1 — requests of a file</source>
        <translation>%1 — peticiones de un archivo</translation>
    </message>
    <message>
        <source>Open requests</source>
        <translation>Abrir peticiones</translation>
    </message>
    <message>
        <source>HTTP archives, exports, request logs (*.har *.json *.jsonl)</source>
        <translation>Archivos HTTP, exportaciones, registros de peticiones (*.har *.json *.jsonl)</translation>
    </message>
</context>
<context>
    <name>ui::ProxyActions</name>
    <message>
        <source>&amp;Route requests</source>
        <translation>&amp;Enrutar peticiones</translation>
    </message>
    <message>
        <source>Pa&amp;use for</source>
        <translation>Pa&amp;usar durante</translation>
    </message>
    <message>
        <source>5 minutes</source>
        <translation>5 minutos</translation>
    </message>
    <message>
        <source>30 minutes</source>
        <translation>30 minutos</translation>
    </message>
    <message>
        <source>An hour</source>
        <translation>Una hora</translation>
    </message>
    <message>
        <source>Until tomorrow morning</source>
        <translation>Hasta mañana por la mañana</translation>
    </message>
    <message>
        <source>&amp;Mode</source>
        <translation>&amp;Modo</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Equilibrado</translation>
    </message>
    <message>
        <source>Aggressive</source>
        <translation>Agresivo</translation>
    </message>
    <message>
        <source>Pro&amp;vider</source>
        <translation>Pro&amp;veedor</translation>
    </message>
    <message>
        <source>Follow the request</source>
        <translation>Según la petición</translation>
    </message>
    <message>
        <source>S&amp;top the proxy</source>
        <translation>&amp;Detener el proxy</translation>
    </message>
    <message>
        <source>S&amp;tart the proxy</source>
        <translation>&amp;Iniciar el proxy</translation>
    </message>
    <message>
        <source>&amp;Pause routing for 30 minutes</source>
        <translation>&amp;Pausar el enrutamiento 30 minutos</translation>
    </message>
    <message>
        <source>Routing resumes at %1 · Resume now</source>
        <translation>Se reanuda a las %1 · Reanudar ahora</translation>
    </message>
    <message>
        <source>Resume routing</source>
        <translation>Reanudar el enrutamiento</translation>
    </message>
</context>
<context>
    <name>ui::QuitQuestion</name>
    <message>
        <source>&amp;Wait for them</source>
        <translation>&amp;Esperarlas</translation>
    </message>
    <message>
        <source>&amp;Cut them off</source>
        <translation>&amp;Cortarlas</translation>
    </message>
    <message>
        <source>Quit llm-proxy</source>
        <translation>Salir de llm-proxy</translation>
    </message>
    <message>
        <source>&amp;Keep running</source>
        <translation>&amp;Seguir en marcha</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) are still being answered.</source>
        <translation>
            <numerusform>Aún se está respondiendo %n petición.</numerusform>
            <numerusform>Aún se están respondiendo %n peticiones.</numerusform>
        </translation>
    </message>
    <message>
        <source>If you wait, llm-proxy takes no new requests and quits when these are answered, however long that takes; you can still cut them then. Cut off, their agents see a broken answer.</source>
        <translation>Si espera, llm-proxy no acepta solicitudes nuevas y se cierra cuando estas tengan respuesta, tarde lo que tarde; aún podrá cortarlas entonces. Si se cortan, sus agentes ven una respuesta rota.</translation>
    </message>
</context>
<context>
    <name>ui::RequestColumns</name>
    <message>
        <source>%1 (no room)</source>
        <translation>%1 (sin espacio)</translation>
    </message>
    <message>
        <source>Columns as they were at &amp;first</source>
        <translation>Columnas como al &amp;principio</translation>
    </message>
</context>
<context>
    <name>ui::RequestTable</name>
    <message>
        <source>Requests</source>
        <translation>Peticiones</translation>
    </message>
    <message numerus="yes">
        <source>▼ %n new (End)</source>
        <translation>
            <numerusform>▼ %n nueva (Fin)</numerusform>
            <numerusform>▼ %n nuevas (Fin)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>▲ %n new (Home)</source>
        <translation>
            <numerusform>▲ %n nueva (Inicio)</numerusform>
            <numerusform>▲ %n nuevas (Inicio)</numerusform>
        </translation>
    </message>
    <message>
        <source>▲ before this start</source>
        <translation>▲ antes de este inicio</translation>
    </message>
    <message>
        <source>▼ before this start</source>
        <translation>▼ antes de este inicio</translation>
    </message>
</context>
<context>
    <name>ui::RequestsPage</name>
    <message>
        <source>Follow</source>
        <translation>Seguir</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>Empties the table; the request log keeps everything</source>
        <translation>Vacía la tabla; el registro de peticiones lo conserva todo</translation>
    </message>
    <message>
        <source>Keep the newest request in view, when sorted by time</source>
        <translation>Mantener a la vista la petición más reciente, si se ordena por hora</translation>
    </message>
    <message>
        <source>Hold new rows back; nothing is lost (Ctrl+P)</source>
        <translation>Retener las filas nuevas; no se pierde nada (Ctrl+P)</translation>
    </message>
    <message>
        <source>&amp;Details beside the table</source>
        <translation>&amp;Detalles junto a la tabla</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Vista</translation>
    </message>
    <message>
        <source>Columns, the place of the details, clear the view</source>
        <translation>Columnas, lugar de los detalles, vaciar la vista</translation>
    </message>
    <message>
        <source>&amp;Clear the view</source>
        <translation>&amp;Vaciar la vista</translation>
    </message>
    <message>
        <source>Load &amp;more of the request log</source>
        <translation>Cargar &amp;más del registro de peticiones</translation>
    </message>
    <message numerus="yes">
        <source>Pause (%n waiting)</source>
        <translation>
            <numerusform>Pausa (%n en espera)</numerusform>
            <numerusform>Pausa (%n en espera)</numerusform>
        </translation>
    </message>
    <message>
        <source>E&amp;xport rows…</source>
        <translation>E&amp;xportar filas…</translation>
    </message>
    <message>
        <source>&amp;Open a file…</source>
        <translation>&amp;Abrir un archivo…</translation>
    </message>
</context>
<context>
    <name>ui::RowMenu</name>
    <message>
        <source>&amp;Filter for %1</source>
        <translation>&amp;Filtrar por %1</translation>
    </message>
    <message>
        <source>&amp;Without %1</source>
        <translation>&amp;Sin %1</translation>
    </message>
    <message>
        <source>Only this &amp;session</source>
        <translation>Solo esta &amp;sesión</translation>
    </message>
    <message>
        <source>Only this &amp;project</source>
        <translation>Solo este &amp;proyecto</translation>
    </message>
    <message>
        <source>Only this c&amp;lient</source>
        <translation>Solo este c&amp;liente</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>C&amp;opiar</translation>
    </message>
    <message>
        <source>The &amp;cell</source>
        <translation>La &amp;celda</translation>
    </message>
    <message>
        <source>The &amp;row</source>
        <translation>La &amp;fila</translation>
    </message>
    <message>
        <source>The &amp;id</source>
        <translation>El &amp;identificador</translation>
    </message>
    <message>
        <source>As c&amp;url</source>
        <translation>Como c&amp;url</translation>
    </message>
    <message>
        <source>As &amp;JSON</source>
        <translation>Como &amp;JSON</translation>
    </message>
    <message>
        <source>Show in &amp;log</source>
        <translation>Ver en el &amp;registro</translation>
    </message>
    <message>
        <source>Explain &amp;again</source>
        <translation>Explicar de &amp;nuevo</translation>
    </message>
    <message>
        <source>Compare with the turn &amp;before</source>
        <translation>Comparar con el turno &amp;anterior</translation>
    </message>
    <message>
        <source>Its session: hold or &amp;boost…</source>
        <translation>Su sesión: fijar o &amp;reforzar…</translation>
    </message>
    <message>
        <source>Should have been &amp;hard</source>
        <translation>Debía ser &amp;difícil</translation>
    </message>
    <message>
        <source>Should have been &amp;easy</source>
        <translation>Debía ser &amp;fácil</translation>
    </message>
    <message>
        <source>&amp;Take back what was said</source>
        <translation>&amp;Retirar lo dicho</translation>
    </message>
    <message>
        <source>E&amp;xport the selected rows…</source>
        <translation>E&amp;xportar las filas elegidas…</translation>
    </message>
</context>
<context>
    <name>ui::RuleForm</name>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Proyecto</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Ruta</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Cabecera</translation>
    </message>
    <message>
        <source>Header&apos;s value</source>
        <translation>Valor de la cabecera</translation>
    </message>
    <message>
        <source>Text longer than</source>
        <translation>Texto más largo que</translation>
    </message>
    <message>
        <source>Text shorter than</source>
        <translation>Texto más corto que</translation>
    </message>
    <message>
        <source>goes to %1</source>
        <translation>va a %1</translation>
    </message>
    <message>
        <source>is not routed</source>
        <translation>no se encamina</translation>
    </message>
    <message>
        <source>counts as %1</source>
        <translation>cuenta como %1</translation>
    </message>
    <message>
        <source>always</source>
        <translation>siempre</translation>
    </message>
    <message>
        <source>hard tasks keep their model</source>
        <translation>las tareas difíciles conservan su modelo</translation>
    </message>
    <message>
        <source>never to a stronger model</source>
        <translation>nunca a un modelo más potente</translation>
    </message>
    <message>
        <source>When (* stands for any text; all must hold)</source>
        <translation>Cuando (* es cualquier texto; todo debe cumplirse)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Nombre</translation>
    </message>
    <message>
        <source>Then the request</source>
        <translation>Entonces la solicitud</translation>
    </message>
    <message>
        <source>is routed as usual</source>
        <translation>se encamina como siempre</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>fácil</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>media</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>difícil</translation>
    </message>
    <message>
        <source>goes to the model</source>
        <translation>va al modelo</translation>
    </message>
    <message>
        <source>Model to go to</source>
        <translation>Modelo de destino</translation>
    </message>
    <message>
        <source>&amp;Hard tasks keep their model</source>
        <translation>Las tareas di&amp;fíciles conservan su modelo</translation>
    </message>
    <message>
        <source>N&amp;ever to a stronger model</source>
        <translation>N&amp;unca a un modelo más potente</translation>
    </message>
</context>
<context>
    <name>ui::RulesDialog</name>
    <message>
        <source>Rules</source>
        <translation>Reglas</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Cuando</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Entonces</translation>
    </message>
    <message numerus="yes">
        <source>Of the latest %n request(s)</source>
        <translation>
            <numerusform>De la última %n solicitud</numerusform>
            <numerusform>De las últimas %n solicitudes</numerusform>
        </translation>
    </message>
    <message>
        <source>Rules, the first that matches decides</source>
        <translation>Reglas; decide la primera que coincide</translation>
    </message>
    <message>
        <source>The first rule that matches decides.</source>
        <translation>Decide la primera regla que coincide.</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Añadir</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Quitar</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>&amp;Subir</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translation>&amp;Bajar</translation>
    </message>
    <message numerus="yes">
        <source>decides %n</source>
        <translation>
            <numerusform>decide %n</numerusform>
            <numerusform>decide %n</numerusform>
        </translation>
    </message>
    <message>
        <source>not known: headers are not kept</source>
        <translation>no se sabe: las cabeceras no se guardan</translation>
    </message>
    <message>
        <source>%1 would decide every request: choose when it holds.</source>
        <translation>%1 decidiría todas las solicitudes: elija cuándo se aplica.</translation>
    </message>
</context>
<context>
    <name>ui::SavedFilters</name>
    <message>
        <source>Saved</source>
        <translation>Guardados</translation>
    </message>
    <message>
        <source>Filters that were saved</source>
        <translation>Filtros guardados</translation>
    </message>
    <message>
        <source>&amp;Save this filter</source>
        <translation>&amp;Guardar este filtro</translation>
    </message>
    <message>
        <source>&amp;Forget this filter</source>
        <translation>&amp;Eliminar este filtro</translation>
    </message>
</context>
<context>
    <name>ui::SecretStore</name>
    <message>
        <source>this build has no keychain</source>
        <translation>esta compilación no incluye llavero</translation>
    </message>
</context>
<context>
    <name>ui::SessionLane</name>
    <message>
        <source>Turns of this session</source>
        <translation>Turnos de esta sesión</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Período</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Respondido por</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Dificultad</translation>
    </message>
    <message>
        <source>From the cache</source>
        <translation>De la caché</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Coste</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Compared with the turn before</source>
        <translation>Comparado con el turno anterior</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Comparado</translation>
    </message>
    <message>
        <source>Turn before</source>
        <translation>Turno anterior</translation>
    </message>
    <message>
        <source>This turn</source>
        <translation>Este turno</translation>
    </message>
    <message>
        <source>This request belongs to no session.</source>
        <translation>Esta petición no pertenece a ninguna sesión.</translation>
    </message>
    <message numerus="yes">
        <source>%n turn(s) in the table; Alt+Up and Alt+Down go from one to the next.</source>
        <translation>
            <numerusform>%n turno en la tabla; Alt+Arriba y Alt+Abajo van de uno a otro.</numerusform>
            <numerusform>%n turnos en la tabla; Alt+Arriba y Alt+Abajo van de uno a otro.</numerusform>
        </translation>
    </message>
    <message>
        <source>Kind of turn</source>
        <translation>Tipo de turno</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Petición</translation>
    </message>
    <message>
        <source>Tokens of the prompt</source>
        <translation>Tokens de la entrada</translation>
    </message>
    <message>
        <source>Tokens of the answer</source>
        <translation>Tokens de la respuesta</translation>
    </message>
    <message>
        <source>The prompt differs first at</source>
        <translation>La entrada difiere primero en</translation>
    </message>
</context>
<context>
    <name>ui::SessionsMenu</name>
    <message>
        <source>cold</source>
        <translation>fría</translation>
    </message>
    <message>
        <source>warm %1:%2</source>
        <translation>caliente %1:%2</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>&amp;Active sessions</source>
        <translation>Sesiones ac&amp;tivas</translation>
    </message>
    <message>
        <source>&amp;Boost next turn</source>
        <translation>&amp;Reforzar el próximo turno</translation>
    </message>
    <message>
        <source>&amp;Hold this model</source>
        <translation>&amp;Fijar este modelo</translation>
    </message>
    <message>
        <source>&amp;Don&apos;t route</source>
        <translation>&amp;No enrutar</translation>
    </message>
    <message>
        <source>&amp;Show in the window</source>
        <translation>&amp;Mostrar en la ventana</translation>
    </message>
</context>
<context>
    <name>ui::SessionsPage</name>
    <message>
        <source>not routed</source>
        <translation>sin enrutar</translation>
    </message>
    <message>
        <source>held on %1</source>
        <translation>fijada a %1</translation>
    </message>
    <message>
        <source>next turn boosted</source>
        <translation>próximo turno reforzado</translation>
    </message>
    <message>
        <source>cold</source>
        <translation>fría</translation>
    </message>
    <message>
        <source>%1 tokens, warm for %2:%3</source>
        <translation>%1 tokens, caliente %2:%3</translation>
    </message>
    <message>
        <source>Conversations of your agents, the latest used first. What you choose counts for one of them, until you release it.</source>
        <translation>Conversaciones de los agentes, primero la usada más recientemente. Lo elegido vale para una de ellas, hasta que se libera.</translation>
    </message>
    <message>
        <source>Not done: %1</source>
        <translation>No se hizo: %1</translation>
    </message>
    <message>
        <source>The proxy does not tell its sessions: %1</source>
        <translation>El proxy no indica sus sesiones: %1</translation>
    </message>
    <message>
        <source>&amp;Boost next turn</source>
        <translation>&amp;Reforzar el próximo turno</translation>
    </message>
    <message>
        <source>Its next turn counts as hard, whatever Morph would say</source>
        <translation>Su próximo turno cuenta como difícil, diga lo que diga Morph</translation>
    </message>
    <message>
        <source>&amp;Don&apos;t route</source>
        <translation>&amp;No enrutar</translation>
    </message>
    <message>
        <source>It keeps the models it asks for</source>
        <translation>Conserva los modelos que pide</translation>
    </message>
    <message>
        <source>Model to hold</source>
        <translation>Modelo que fijar</translation>
    </message>
    <message>
        <source>&amp;Hold this model</source>
        <translation>&amp;Fijar este modelo</translation>
    </message>
    <message>
        <source>All its turns go to this model</source>
        <translation>Todos sus turnos van a este modelo</translation>
    </message>
    <message>
        <source>&amp;Release</source>
        <translation>&amp;Liberar</translation>
    </message>
    <message>
        <source>Removes the override: the session is routed like all others</source>
        <translation>Deshace lo elegido a mano: se enruta como todas las demás</translation>
    </message>
    <message>
        <source>Show its re&amp;quests</source>
        <translation>Ver sus &amp;peticiones</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sesión</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Turns</source>
        <translation>Turnos</translation>
    </message>
    <message>
        <source>Last turn</source>
        <translation>Último turno</translation>
    </message>
    <message>
        <source>Prompt cache</source>
        <translation>Caché de prompts</translation>
    </message>
    <message>
        <source>Override</source>
        <translation>A mano</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sesiones</translation>
    </message>
    <message>
        <source>No conversation yet. The first turn of an agent shows here.</source>
        <translation>Aún no hay conversaciones. El primer turno de un agente aparecerá aquí.</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>desconocido</translation>
    </message>
    <message>
        <source>now</source>
        <translation>ahora</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>hace %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>hace %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>hace %1 h</translation>
    </message>
</context>
<context>
    <name>ui::SettingField</name>
    <message>
        <source>from the keychain</source>
        <translation>del llavero</translation>
    </message>
    <message>
        <source>fixed by the environment</source>
        <translation>fijado por el entorno</translation>
    </message>
    <message>
        <source>fixed by the command line</source>
        <translation>fijado por la línea de comandos</translation>
    </message>
    <message>
        <source>switched by hand</source>
        <translation>cambiado a mano</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>de %1</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>sin definir</translation>
    </message>
    <message>
        <source>set (%1)</source>
        <translation>definida (%1)</translation>
    </message>
    <message>
        <source>Allowed: %1</source>
        <translation>Permitido: %1</translation>
    </message>
    <message>
        <source>changed; needs a restart of the proxy</source>
        <translation>cambiado; requiere reiniciar el proxy</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiado</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Restablecer</translation>
    </message>
    <message>
        <source>Reset: %1</source>
        <translation>Restablecer: %1</translation>
    </message>
    <message>
        <source>As it is without a setting</source>
        <translation>Como sin ajuste</translation>
    </message>
    <message>
        <source>To %1</source>
        <translation>A %1</translation>
    </message>
    <message>
        <source>Follow the request</source>
        <translation>Según la petición</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Equilibrado</translation>
    </message>
    <message>
        <source>Aggressive</source>
        <translation>Agresivo</translation>
    </message>
    <message>
        <source>Morph&apos;s difficulty, by the map of models</source>
        <translation>La dificultad de Morph, según el mapa de modelos</translation>
    </message>
    <message>
        <source>The model that Morph names</source>
        <translation>El modelo que nombra Morph</translation>
    </message>
    <message>
        <source>When it is worth more than a warm cache</source>
        <translation>Cuando vale más que una caché caliente</translation>
    </message>
    <message>
        <source>At each task of a person</source>
        <translation>En cada tarea de una persona</translation>
    </message>
    <message>
        <source>At each request</source>
        <translation>En cada solicitud</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>Morph</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>Esta máquina</translation>
    </message>
    <message>
        <source>This machine, then Morph</source>
        <translation>Esta máquina, luego Morph</translation>
    </message>
    <message>
        <source>Morph, then this machine</source>
        <translation>Morph, luego esta máquina</translation>
    </message>
    <message>
        <source>All of them</source>
        <translation>Todas</translation>
    </message>
    <message>
        <source>Keep their model</source>
        <translation>Conservan su modelo</translation>
    </message>
    <message>
        <source>Are routed like people&apos;s tasks</source>
        <translation>Se enrutan como las tareas de personas</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Examinar…</translation>
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
        <translation>Límites y plazos</translation>
    </message>
    <message>
        <source>Routing</source>
        <translation>Enrutamiento</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Conexión</translation>
    </message>
    <message>
        <source>Recording and privacy</source>
        <translation>Registro y privacidad</translation>
    </message>
    <message>
        <source>Backend commands</source>
        <translation>Comandos del backend</translation>
    </message>
    <message>
        <source>Keep &amp;keys in the system&apos;s keychain</source>
        <translation>Guardar las cla&amp;ves en el llavero del sistema</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Preferencias</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Páginas</translation>
    </message>
    <message>
        <source>This window</source>
        <translation>Esta ventana</translation>
    </message>
    <message>
        <source>Only this window reads them there: a proxy that runs without it needs its keys in .env or the environment.</source>
        <translation>Solo esta ventana las lee allí: un proxy que se ejecute sin ella necesita sus claves en .env o en el entorno.</translation>
    </message>
    <message>
        <source>The keychain did not take %1: %2. Without the tick it goes into .env.</source>
        <translation>El llavero no aceptó %1: %2. Sin la marca, irá a .env.</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Buscar un ajuste</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s):</source>
        <translation>
            <numerusform>%n problema:</numerusform>
            <numerusform>%n problemas:</numerusform>
        </translation>
    </message>
    <message>
        <source>Several instances</source>
        <translation>Varias instancias</translation>
    </message>
    <message>
        <source>Table…</source>
        <translation>Tabla…</translation>
    </message>
</context>
<context>
    <name>ui::ShortcutActions</name>
    <message>
        <source>Routing is paused for 30 minutes</source>
        <translation>El enrutamiento está en pausa durante 30 minutos</translation>
    </message>
    <message>
        <source>Every request keeps its model.</source>
        <translation>Cada solicitud conserva su modelo.</translation>
    </message>
    <message>
        <source>Routing goes on</source>
        <translation>El enrutamiento continúa</translation>
    </message>
    <message>
        <source>No session was boosted</source>
        <translation>No se ha reforzado ninguna sesión</translation>
    </message>
    <message>
        <source>There is nothing to pause</source>
        <translation>No hay nada que pausar</translation>
    </message>
    <message>
        <source>Requests are not routed.</source>
        <translation>Las solicitudes no se enrutan.</translation>
    </message>
    <message>
        <source>The next turn is boosted</source>
        <translation>El próximo turno está reforzado</translation>
    </message>
    <message>
        <source>None has asked within the last hour.</source>
        <translation>Ninguna ha preguntado en la última hora.</translation>
    </message>
</context>
<context>
    <name>ui::Sparkline</name>
    <message>
        <source>%1: %2 the last time</source>
        <translation>%1: %2 la última vez</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>máx. %1</translation>
    </message>
</context>
<context>
    <name>ui::StatisticsPage</name>
    <message>
        <source>Last 15 minutes</source>
        <translation>Últimos 15 minutos</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Última hora</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Último día</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>Última semana</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Período</translation>
    </message>
    <message>
        <source>All projects</source>
        <translation>Todos los proyectos</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Proyecto</translation>
    </message>
    <message>
        <source>Save as &amp;PNG…</source>
        <translation>Guardar como P&amp;NG…</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Dificultad</translation>
    </message>
    <message>
        <source>Difficulty over time</source>
        <translation>Dificultad a lo largo del tiempo</translation>
    </message>
    <message>
        <source>Asked for → answered by</source>
        <translation>Solicitado → respondido por</translation>
    </message>
    <message>
        <source>Routing latency, ms</source>
        <translation>Latencia de enrutamiento, ms</translation>
    </message>
    <message>
        <source>Requests and errors</source>
        <translation>Peticiones y errores</translation>
    </message>
    <message>
        <source>Savings, $</source>
        <translation>Ahorro, $</translation>
    </message>
    <message numerus="yes">
        <source>requests, %n with an error</source>
        <translation>
            <numerusform>peticiones, %n con error</numerusform>
            <numerusform>peticiones, %n con error</numerusform>
        </translation>
    </message>
    <message>
        <source>requests</source>
        <translation>peticiones</translation>
    </message>
    <message>
        <source>went to another model</source>
        <translation>fueron a otro modelo</translation>
    </message>
    <message>
        <source>Morph p50 / p95</source>
        <translation>Morph p50 / p95</translation>
    </message>
    <message>
        <source>saved, Morph&apos;s fee paid</source>
        <translation>ahorrado tras la tarifa de Morph</translation>
    </message>
    <message>
        <source>Save the charts</source>
        <translation>Guardar los gráficos</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Imágenes (*.png)</translation>
    </message>
    <message>
        <source>The picture could not be written.</source>
        <translation>No se pudo escribir la imagen.</translation>
    </message>
    <message>
        <source>The figures above count %1 requests of before %2, of which the books keep sums alone: the charts begin then.</source>
        <translation>Las cifras de arriba incluyen %1 solicitudes anteriores al %2, de las que los libros solo guardan sumas: los gráficos empiezan entonces.</translation>
    </message>
    <message>
        <source>%1 to %2: show the whole time again</source>
        <translation>%1 a %2: mostrar de nuevo todo el tiempo</translation>
    </message>
</context>
<context>
    <name>ui::Step</name>
    <message>
        <source>done</source>
        <translation>hecho</translation>
    </message>
    <message>
        <source>has a problem</source>
        <translation>tiene un problema</translation>
    </message>
    <message>
        <source>open</source>
        <translation>pendiente</translation>
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
        <translation>2. Quién juzga las tareas: Morph o esta máquina</translation>
    </message>
    <message>
        <source>3. Agents</source>
        <translation>3. Agentes</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Addr&amp;ess…</source>
        <translation>Dir&amp;ección…</translation>
    </message>
    <message>
        <source>Opens the settings</source>
        <translation>Abre los ajustes</translation>
    </message>
    <message>
        <source>Check &amp;again</source>
        <translation>&amp;Comprobar otra vez</translation>
    </message>
    <message>
        <source>Where to get it</source>
        <translation>Dónde obtenerlo</translation>
    </message>
    <message>
        <source>Morph key</source>
        <translation>Clave de Morph</translation>
    </message>
    <message>
        <source>&amp;Save the key</source>
        <translation>&amp;Guardar la clave</translation>
    </message>
    <message>
        <source>Test the &amp;key</source>
        <translation>Probar la cla&amp;ve</translation>
    </message>
    <message>
        <source>Asks Morph one question, which costs its fee</source>
        <translation>Hace a Morph una pregunta, que cuesta su tarifa</translation>
    </message>
    <message>
        <source>&amp;Route on this machine</source>
        <translation>&amp;Encaminar en esta máquina</translation>
    </message>
    <message>
        <source>Result of the test</source>
        <translation>Resultado de la prueba</translation>
    </message>
    <message>
        <source>Where to get a key</source>
        <translation>Dónde obtener una clave</translation>
    </message>
    <message>
        <source>%1 was not asked yet</source>
        <translation>%1 aún no fue consultado</translation>
    </message>
    <message>
        <source>%1 does not answer. Start CLIProxyAPI with port %2 in its config.yaml, or give the address where it listens.</source>
        <translation>%1 no responde. Inicie CLIProxyAPI con el puerto %2 en su config.yaml, o indique la dirección en la que escucha.</translation>
    </message>
    <message numerus="yes">
        <source>%1 answers, %n model(s)</source>
        <translation>
            <numerusform>%1 responde, %n modelo</numerusform>
            <numerusform>%1 responde, %n modelos</numerusform>
        </translation>
    </message>
    <message>
        <source>No key for it was found: the agents&apos; own keys pass through.</source>
        <translation>No se encontró clave para él: pasan las claves propias de los agentes.</translation>
    </message>
    <message>
        <source>Its key is from %1.</source>
        <translation>Su clave viene de %1.</translation>
    </message>
    <message>
        <source>another key</source>
        <translation>otra clave</translation>
    </message>
    <message>
        <source>key</source>
        <translation>clave</translation>
    </message>
    <message>
        <source>Morph judges; its key is set (%1)</source>
        <translation>Morph juzga; su clave está puesta (%1)</translation>
    </message>
    <message>
        <source>none needed: this machine judges the tasks, and nothing leaves it</source>
        <translation>no hace falta: esta máquina juzga las tareas y nada sale de ella</translation>
    </message>
    <message>
        <source>Without MORPH_API_KEY every request passes with the model it asks for. Give a key, or let this machine judge the tasks: nothing leaves it then.</source>
        <translation>Sin MORPH_API_KEY cada solicitud pasa con el modelo que pide. Ponga una clave, o deje que esta máquina juzgue las tareas: entonces nada sale de ella.</translation>
    </message>
    <message>
        <source>a built-in fake server answers</source>
        <translation>responde un servidor simulado incorporado</translation>
    </message>
    <message>
        <source>Show %1…</source>
        <translation>Mostrar %1…</translation>
    </message>
    <message>
        <source>Connect %1…</source>
        <translation>Conectar %1…</translation>
    </message>
    <message>
        <source>○ %1 is not connected</source>
        <translation>○ %1 no está conectado</translation>
    </message>
    <message>
        <source>● %1 is connected; waiting for a request…</source>
        <translation>● %1 está conectado; esperando una solicitud…</translation>
    </message>
    <message>
        <source>✔ %1 is connected; its request came at %2</source>
        <translation>✔ %1 está conectado; su solicitud llegó a las %2</translation>
    </message>
    <message>
        <source>Each is connected by a change of its settings file, which is shown first and can be undone.</source>
        <translation>Cada uno se conecta con un cambio de su archivo de ajustes, que se muestra antes y puede deshacerse.</translation>
    </message>
    <message>
        <source>No agent was found on this machine. The list at the left has lines to copy for each, and for other programs.</source>
        <translation>No se encontró ningún agente en esta máquina. La lista de la izquierda tiene líneas para copiar para cada uno y para otros programas.</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Preguntando…</translation>
    </message>
    <message>
        <source>Demo: a second proxy runs between built-in fake servers, on a port of its own. Nothing of it leaves this machine or gets into the log or the costs.</source>
        <translation>Demo: un segundo proxy funciona entre servidores simulados incorporados, en un puerto propio. Nada de ello sale de esta máquina ni llega al registro o a los costes.</translation>
    </message>
    <message>
        <source>Nothing set up yet? The demo shows everything with built-in fake servers, on this machine only. Your agents are not touched.</source>
        <translation>¿Aún sin configurar? La demo lo muestra todo con servidores simulados incorporados, solo en esta máquina. Sus agentes no se tocan.</translation>
    </message>
    <message>
        <source>&amp;Leave the demo</source>
        <translation>&amp;Salir de la demo</translation>
    </message>
    <message>
        <source>Try the &amp;demo</source>
        <translation>Probar la &amp;demo</translation>
    </message>
</context>
<context>
    <name>ui::TestRequest</name>
    <message>
        <source>No answer: %1</source>
        <translation>Sin respuesta: %1</translation>
    </message>
    <message>
        <source>Status %1: %2</source>
        <translation>Estado %1: %2</translation>
    </message>
    <message>
        <source>Answered by %1</source>
        <translation>Respondido por %1</translation>
    </message>
    <message>
        <source>Answered by %1 (%2)</source>
        <translation>Respondido por %1 (%2)</translation>
    </message>
</context>
<context>
    <name>ui::TimelineBar</name>
    <message>
        <source>inspect</source>
        <translation>examinar</translation>
    </message>
    <message>
        <source>decide</source>
        <translation>decidir</translation>
    </message>
    <message>
        <source>connect</source>
        <translation>conectar</translation>
    </message>
    <message>
        <source>first byte</source>
        <translation>1.er byte</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>flujo</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>respuesta</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>en espera</translation>
    </message>
    <message>
        <source>%1: %2, from %3 on</source>
        <translation>%1: %2, desde %3</translation>
    </message>
</context>
<context>
    <name>ui::TrayIcon</name>
    <message>
        <source>Demo: built-in fake servers answer</source>
        <translation>Demo: responden sustitutos integrados</translation>
    </message>
</context>
<context>
    <name>ui::TrayMenu</name>
    <message>
        <source>&amp;Open llm-proxy</source>
        <translation>&amp;Abrir llm-proxy</translation>
    </message>
    <message>
        <source>%1 of the plan %2 used</source>
        <translation>%1 del plan: %2 usado</translation>
    </message>
    <message>
        <source>&amp;Connect an agent…</source>
        <translation>&amp;Conectar un agente…</translation>
    </message>
    <message>
        <source>Copy &amp;base URL</source>
        <translation>Copiar la &amp;URL base</translation>
    </message>
    <message>
        <source>Start at &amp;login</source>
        <translation>I&amp;niciar con la sesión</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>Pre&amp;ferencias…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Salir</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) today</source>
        <translation>
            <numerusform>%n petición hoy</numerusform>
            <numerusform>%n peticiones hoy</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 easy</source>
        <translation>%1 fáciles</translation>
    </message>
    <message>
        <source>Morph %1</source>
        <translation>Morph %1</translation>
    </message>
    <message>
        <source>%1 saved</source>
        <translation>%1 ahorrados</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>%1 perdidos</translation>
    </message>
    <message>
        <source>Running on 127.0.0.1:%1</source>
        <translation>Activo en 127.0.0.1:%1</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Iniciando…</translation>
    </message>
    <message>
        <source>Finishing open streams…</source>
        <translation>Terminando flujos abiertos…</translation>
    </message>
    <message>
        <source>Could not start</source>
        <translation>No se pudo iniciar</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Detenido</translation>
    </message>
    <message>
        <source>plan limit: %1</source>
        <translation>límite del plan: %1</translation>
    </message>
</context>
<context>
    <name>ui::WindowMessages</name>
    <message>
        <source>GNOME shows no tray of its own. With the extension &quot;AppIndicator and KStatusNotifierItem Support&quot; llm-proxy appears there; until then, closing this window quits.</source>
        <translation>GNOME no muestra una bandeja del sistema propia. Con la extensión «AppIndicator and KStatusNotifierItem Support» llm-proxy aparece en ella; hasta entonces, cerrar esta ventana termina el programa.</translation>
    </message>
    <message>
        <source>This desktop has no tray (a panel with a system tray would show one). It is picked up when it appears; until then, closing this window quits.</source>
        <translation>Este escritorio no tiene bandeja del sistema (un panel que la incluya la mostraría). Se usará en cuanto aparezca; hasta entonces, cerrar esta ventana termina el programa.</translation>
    </message>
    <message>
        <source>Saved. The proxy that this window shows takes a part of it over when it is started again.</source>
        <translation>Guardado. El proxy que muestra esta ventana adoptará una parte cuando se reinicie.</translation>
    </message>
    <message>
        <source>Saved. A part of it takes effect when the proxy is started again.</source>
        <translation>Guardado. Una parte surtirá efecto cuando se reinicie el proxy.</translation>
    </message>
    <message>
        <source>&amp;Restart the proxy</source>
        <translation>Re&amp;iniciar el proxy</translation>
    </message>
    <message>
        <source>This window shows the llm-proxy that runs as process %1. Quitting the window leaves that proxy running.</source>
        <translation>Esta ventana muestra el llm-proxy que se ejecuta como proceso %1. Al salir de la ventana, ese proxy sigue en marcha.</translation>
    </message>
    <message>
        <source>Switched by hand and not as its files say: %1. The next start of the proxy, or an edit of the file that sets it, ends that.</source>
        <translation>Cambiado a mano y no como dicen los archivos: %1. El próximo inicio del proxy, o una edición del archivo que lo fija, lo termina.</translation>
    </message>
    <message>
        <source>The llm-proxy that this window showed has ended. The tray&apos;s menu starts one here.</source>
        <translation>El llm-proxy que mostraba esta ventana ha terminado. El menú de la bandeja del sistema permite iniciar uno aquí.</translation>
    </message>
    <message>
        <source>&amp;Leave the demo</source>
        <translation>&amp;Dejar la demo</translation>
    </message>
    <message>
        <source>Port %1 is held by %2.</source>
        <translation>El puerto %1 está ocupado por %2.</translation>
    </message>
    <message>
        <source>&amp;Use port %1</source>
        <translation>Usar el puert&amp;o %1</translation>
    </message>
    <message>
        <source>There is no key for Morph, so every request keeps its model. This machine can judge the tasks itself: nothing leaves it.</source>
        <translation>No hay clave para Morph, así que cada petición conserva su modelo. Este equipo puede juzgar las tareas por sí mismo: nada sale de él.</translation>
    </message>
    <message>
        <source>&amp;Route on this machine</source>
        <translation>&amp;Decidir en este equipo</translation>
    </message>
    <message>
        <source>The limit %1. Requests are answered with 429 until it is lifted, or begins anew %2.</source>
        <translation>El límite %1. Las peticiones se responden con 429 hasta que se levante o empiece de nuevo: %2.</translation>
    </message>
    <message>
        <source>&amp;Lift it for an hour</source>
        <translation>&amp;Levantarlo durante una hora</translation>
    </message>
    <message numerus="yes">
        <source>llm-proxy quits when %n open request(s) are answered. New ones are no longer taken.</source>
        <translation>
            <numerusform>llm-proxy se cierra cuando se responda %n solicitud abierta. Ya no se aceptan nuevas.</numerusform>
            <numerusform>llm-proxy se cierra cuando se respondan %n solicitudes abiertas. Ya no se aceptan nuevas.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Cut them now</source>
        <translation>&amp;Cortarlas ahora</translation>
    </message>
    <message>
        <source>Demo: built-in fake servers answer for Morph and CLIProxyAPI, on a port of its own. Nothing of this is real, costs anything or is kept; your agents go on with the real proxy.</source>
        <translation>Demo: servidores simulados incorporados responden por Morph y CLIProxyAPI, en un puerto propio. Nada de esto es real, cuesta algo ni se guarda; sus agentes siguen con el proxy real.</translation>
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
        <translation>Peticiones</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Estadísticas</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>Registros</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sesiones</translation>
    </message>
    <message>
        <source>That request is not in the table any more.</source>
        <translation>Esa petición ya no está en la tabla.</translation>
    </message>
    <message>
        <source>Noted on this machine. &quot;llm-proxy route review&quot; shows what such notes say of the verdicts; nothing is learnt by itself.</source>
        <translation>Anotado en este equipo. &quot;llm-proxy route review&quot; muestra qué dicen estas notas de los juicios; nada se aprende por sí solo.</translation>
    </message>
    <message>
        <source>&amp;Requests</source>
        <translation>&amp;Solicitudes</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ha pasado</translation>
    </message>
    <message>
        <source>What happened (%1)</source>
        <translation>Qué ha pasado (%1)</translation>
    </message>
</context>
</TS>
