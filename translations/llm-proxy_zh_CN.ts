<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>AgentSetup</name>
    <message>
        <source>Not logged in? Then Claude Code also wants ANTHROPIC_AUTH_TOKEN; any value does, llm-proxy puts the backend&apos;s key in its place.</source>
        <translation>尚未登录？那么 Claude Code 还需要 ANTHROPIC_AUTH_TOKEN；任意值均可，llm-proxy 会将其替换为后端的密钥。</translation>
    </message>
    <message>
        <source>Claude Code&apos;s status line</source>
        <translation>Claude Code 的状态行</translation>
    </message>
    <message>
        <source>One line below Claude Code&apos;s input: the model that answers, the difficulty, the warm cache and what was saved today. It replaces a status line that is there.</source>
        <translation>Claude Code 输入框下方的一行:应答的模型、难度、有效缓存和今天节省的金额。它会替换已有的状态行。</translation>
    </message>
    <message>
        <source>Gemini CLI follows this address when it logs in with GEMINI_API_KEY. It names the model in the path, so its requests pass through unrouted.</source>
        <translation>Gemini CLI 使用 GEMINI_API_KEY 登录时会采用此地址。它在路径中指定模型，因此其请求不经路由直接通过。</translation>
    </message>
    <message>
        <source>it is larger than 4 MB</source>
        <translation>文件大于 4 MB</translation>
    </message>
    <message>
        <source>it has changed meanwhile</source>
        <translation>文件在此期间已被更改</translation>
    </message>
    <message>
        <source>it was changed since; the former one is kept beside it</source>
        <translation>文件之后又被更改；原文件保留在旁边</translation>
    </message>
    <message>
        <source>it is not valid JSON</source>
        <translation>不是有效的 JSON</translation>
    </message>
    <message>
        <source>a part that must be an object is none</source>
        <translation>必须为对象的部分不是对象</translation>
    </message>
</context>
<context>
    <name>Autostart</name>
    <message>
        <source>The systemd user unit llm-proxy.service already starts it at login. Disable that first: systemctl --user disable llm-proxy</source>
        <translation>systemd 用户单元 llm-proxy.service 已在登录时启动它。请先停用该单元：systemctl --user disable llm-proxy</translation>
    </message>
    <message>
        <source>The launch agent %1 already starts it at login. Remove that first.</source>
        <translation>启动代理 %1 已在登录时启动它。请先移除该代理。</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>easy</source>
        <translation>简单</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>中等</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>困难</translation>
    </message>
    <message>
        <source>not classified</source>
        <translation>未分类</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>难度</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>请求模型</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>响应模型</translation>
    </message>
    <message>
        <source>decisions</source>
        <translation>决策</translation>
    </message>
    <message>
        <source>Routing time</source>
        <translation>路由用时</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>决策</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>已响应</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>节省</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Morph&apos;s fee</source>
        <translation>Morph 费用</translation>
    </message>
    <message>
        <source>net</source>
        <translation>净额</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>the upstream&apos;s answer is an error</source>
        <translation>上游的回答是一个错误</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>not valid UTF-8</source>
        <translation>不是有效的 UTF-8</translation>
    </message>
    <message>
        <source>something follows the value</source>
        <translation>值之后还有多余内容</translation>
    </message>
    <message>
        <source>it ends too early</source>
        <translation>过早结束</translation>
    </message>
    <message>
        <source>too deep</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>a comma is missing</source>
        <translation>缺少逗号</translation>
    </message>
    <message>
        <source>a member name is missing</source>
        <translation>缺少成员名</translation>
    </message>
    <message>
        <source>a colon is missing</source>
        <translation>缺少冒号</translation>
    </message>
    <message>
        <source>a string does not end</source>
        <translation>字符串未结束</translation>
    </message>
    <message>
        <source>a bad escape</source>
        <translation>转义序列无效</translation>
    </message>
    <message>
        <source>not a JSON value</source>
        <translation>不是 JSON 值</translation>
    </message>
    <message>
        <source>too many values</source>
        <translation>值过多</translation>
    </message>
    <message>
        <source>%1 (byte %2)</source>
        <translation>%1（第 %2 字节）</translation>
    </message>
    <message>
        <source>the upstream&apos;s stream ended without a reason to stop</source>
        <translation>上游的流在没有停止原因的情况下结束</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: it has no choices</source>
        <translation>无法转换上游的回答：其中没有 choices</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: it has no content</source>
        <translation>无法转换上游的回答：其中没有 content</translation>
    </message>
    <message>
        <source>the upstream sent arguments that belong to no tool call</source>
        <translation>上游发送了不属于任何工具调用的参数</translation>
    </message>
    <message>
        <source>the upstream sent a tool call without a name</source>
        <translation>上游发送了没有名称的工具调用</translation>
    </message>
    <message>
        <source>the upstream&apos;s arguments of a tool call stop in the middle</source>
        <translation>上游的工具调用参数在中途中断</translation>
    </message>
    <message>
        <source>the upstream ended its answer with &quot;%1&quot;</source>
        <translation>上游以“%1”结束了回答</translation>
    </message>
    <message>
        <source>the upstream&apos;s arguments of a tool call are no JSON object</source>
        <translation>上游的工具调用参数不是 JSON 对象</translation>
    </message>
    <message>
        <source>the upstream sent too much text inside a tool call</source>
        <translation>上游在工具调用中发送了过多文本</translation>
    </message>
    <message>
        <source>the upstream sent more blocks than can be converted</source>
        <translation>上游发送的块超出可转换的数量</translation>
    </message>
    <message>
        <source>an Anthropic upstream takes JPEG, PNG, GIF and WebP images</source>
        <translation>Anthropic 上游接受 JPEG、PNG、GIF 和 WebP 图像</translation>
    </message>
    <message>
        <source>%1; allowed: %2</source>
        <translation>%1；允许：%2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a URL</source>
        <translation>“%1”不是 URL</translation>
    </message>
    <message>
        <source>&quot;%1:&quot; is not a scheme that is spoken here</source>
        <translation>不支持“%1:”协议</translation>
    </message>
    <message>
        <source>&quot;%1&quot; names no host</source>
        <translation>“%1”没有主机名</translation>
    </message>
    <message>
        <source>port 0 cannot be reached</source>
        <translation>端口 0 无法连接</translation>
    </message>
    <message>
        <source>it has a query or a fragment</source>
        <translation>含有查询或片段</translation>
    </message>
    <message>
        <source>is longer than 4096 characters</source>
        <translation>超过 4096 个字符</translation>
    </message>
    <message>
        <source>holds a character that cannot stand in a header</source>
        <translation>含有标头中不允许的字符</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a model name</source>
        <translation>“%1”不是模型名称</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an IP address</source>
        <translation>“%1”不是 IP 地址</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a host name without port</source>
        <translation>“%1”不是不带端口的主机名</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an origin</source>
        <translation>“%1”不是来源（origin）</translation>
    </message>
    <message>
        <source>it holds a user name or password</source>
        <translation>含有用户名或密码</translation>
    </message>
    <message>
        <source>it ends with the path &quot;/v1&quot;, which every request brings itself</source>
        <translation>以路径“/v1”结尾，而每个请求已自带该路径</translation>
    </message>
    <message>
        <source>&quot;%1&quot; can be reached from other machines, and no key is asked for</source>
        <translation>“%1”可从其他机器访问，且未要求密钥</translation>
    </message>
    <message>
        <source>holds a key of fewer than %1 characters</source>
        <translation>含有少于 %1 个字符的密钥</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is this proxy&apos;s own address</source>
        <translation>“%1”是此代理自己的地址</translation>
    </message>
    <message>
        <source>the address of another program, or another LLM_PROXY_PORT</source>
        <translation>其他程序的地址，或另一个 LLM_PROXY_PORT</translation>
    </message>
    <message>
        <source>sends the key and prompts unencrypted</source>
        <translation>密钥和提示词会以明文发送</translation>
    </message>
    <message>
        <source>is less than LLM_PROXY_MAX_BODY_MB</source>
        <translation>小于 LLM_PROXY_MAX_BODY_MB</translation>
    </message>
    <message>
        <source>at least as much as LLM_PROXY_MAX_BODY_MB</source>
        <translation>不小于 LLM_PROXY_MAX_BODY_MB</translation>
    </message>
    <message>
        <source>looks like an example and not like a key</source>
        <translation>看起来像示例，而不像密钥</translation>
    </message>
    <message>
        <source>is not set: routing is off, every request keeps its model</source>
        <translation>未设置：路由已关闭，所有请求保留原模型</translation>
    </message>
    <message>
        <source>holds a key and can be read by other users</source>
        <translation>含有密钥且其他用户可读取</translation>
    </message>
    <message>
        <source>mode 0600</source>
        <translation>权限 0600</translation>
    </message>
    <message>
        <source>is not a known setting</source>
        <translation>不是已知的设置</translation>
    </message>
    <message>
        <source>is not a known setting; did you mean %1?</source>
        <translation>不是已知的设置；是否想输入 %1？</translation>
    </message>
    <message>
        <source>has an effect in the environment only</source>
        <translation>仅在环境变量中有效</translation>
    </message>
    <message>
        <source>stands on line %1 too; the last one counts</source>
        <translation>也出现在第 %1 行；以最后一处为准</translation>
    </message>
    <message>
        <source>is a secret, and every user of this machine can read a command line</source>
        <translation>是机密，而本机任何用户都能读取命令行</translation>
    </message>
    <message>
        <source>the environment, .env or llm-proxy.json</source>
        <translation>环境变量、.env 或 llm-proxy.json</translation>
    </message>
    <message>
        <source>text after the closing quote</source>
        <translation>右引号之后还有文本</translation>
    </message>
    <message>
        <source>the closing quote is missing</source>
        <translation>缺少右引号</translation>
    </message>
    <message>
        <source>is not of the form KEY=value</source>
        <translation>不符合 KEY=value 的形式</translation>
    </message>
    <message>
        <source>holds a NUL</source>
        <translation>含有 NUL</translation>
    </message>
    <message>
        <source>is not UTF-8</source>
        <translation>不是 UTF-8</translation>
    </message>
    <message>
        <source>is not JSON: %1</source>
        <translation>不是 JSON：%1</translation>
    </message>
    <message>
        <source>holds no JSON object</source>
        <translation>不包含 JSON 对象</translation>
    </message>
    <message>
        <source>stands there more than once</source>
        <translation>出现了多次</translation>
    </message>
    <message>
        <source>is not an object</source>
        <translation>不是对象</translation>
    </message>
    <message>
        <source>an object of settings</source>
        <translation>由设置组成的对象</translation>
    </message>
    <message>
        <source>does not exist, but LLM_PROXY_CONFIG names it</source>
        <translation>不存在，但 LLM_PROXY_CONFIG 指向它</translation>
    </message>
    <message>
        <source>is not an array of objects</source>
        <translation>不是由对象组成的数组</translation>
    </message>
    <message>
        <source>can&apos;t be used: %1</source>
        <translation>无法使用：%1</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>is %1, not %2</source>
        <translation>是%1，应为%2</translation>
    </message>
    <message>
        <source>%1 is not a whole number</source>
        <translation>%1 不是整数</translation>
    </message>
    <message>
        <source>%1 is out of range</source>
        <translation>%1 超出范围</translation>
    </message>
    <message>
        <source>an array of texts</source>
        <translation>文本数组</translation>
    </message>
    <message>
        <source>one entry %1</source>
        <translation>某一项%1</translation>
    </message>
    <message>
        <source>one entry is empty</source>
        <translation>某一项为空</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not one of them</source>
        <translation>“%1”不在其中</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is neither true nor false</source>
        <translation>“%1”既不是 true 也不是 false</translation>
    </message>
    <message>
        <source>holds commas only</source>
        <translation>只含逗号</translation>
    </message>
    <message>
        <source>is not a number</source>
        <translation>不是数字</translation>
    </message>
    <message>
        <source>is not a regular file</source>
        <translation>不是普通文件</translation>
    </message>
    <message>
        <source>cannot be read: %1</source>
        <translation>无法读取：%1</translation>
    </message>
    <message>
        <source>is larger than 1 MiB</source>
        <translation>大于 1 MiB</translation>
    </message>
    <message>
        <source>router.rules[%1]: %2</source>
        <translation>router.rules[%1]：%2</translation>
    </message>
    <message>
        <source>when.%1 must be a text of at most 256 bytes</source>
        <translation>when.%1 必须是不超过 256 字节的文本</translation>
    </message>
    <message>
        <source>when.%1 must be a number of bytes</source>
        <translation>when.%1 必须是字节数</translation>
    </message>
    <message>
        <source>when.%1 is not known; known are model, path, client, project, header, headerValue, textLongerThan, textShorterThan</source>
        <translation>when.%1 未知；已知的有 model、path、client、project、header、headerValue、textLongerThan、textShorterThan</translation>
    </message>
    <message>
        <source>then.keep must name hard, upgrade or both</source>
        <translation>then.keep 必须为 hard、upgrade 或两者</translation>
    </message>
    <message>
        <source>then.keep knows hard and upgrade only</source>
        <translation>then.keep 只支持 hard 和 upgrade</translation>
    </message>
    <message>
        <source>then.route must be off, easy, medium, hard or model=&lt;id&gt;</source>
        <translation>then.route 必须是 off、easy、medium、hard 或 model=&lt;id&gt;</translation>
    </message>
    <message>
        <source>then.%1 is not known; known are route and keep</source>
        <translation>then.%1 未知；已知的有 route 和 keep</translation>
    </message>
    <message>
        <source>needs then.route or then.keep</source>
        <translation>需要 then.route 或 then.keep</translation>
    </message>
    <message>
        <source>needs an id of at most 256 bytes</source>
        <translation>需要不超过 256 字节的 id</translation>
    </message>
    <message>
        <source>%1 is not known; known are id, when and then</source>
        <translation>%1 未知；已知的有 id、when 和 then</translation>
    </message>
    <message>
        <source>more than 256 rules</source>
        <translation>超过 256 条规则</translation>
    </message>
    <message>
        <source>its id is used twice</source>
        <translation>其 id 重复</translation>
    </message>
    <message>
        <source>there is no setting %1</source>
        <translation>没有设置 %1</translation>
    </message>
    <message>
        <source>%1 is fixed by the %2</source>
        <translation>%1 由%2固定</translation>
    </message>
    <message>
        <source>environment: %1: &quot;%2&quot; is not an absolute path</source>
        <translation>环境变量：%1：“%2”不是绝对路径</translation>
    </message>
    <message>
        <source>environment</source>
        <translation>环境变量</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>命令行</translation>
    </message>
    <message>
        <source>keychain</source>
        <translation>密钥环</translation>
    </message>
    <message>
        <source>default</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>the upstream compressed its answer although it was asked not to</source>
        <translation>上游未按要求而压缩了响应</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer is too large to convert</source>
        <translation>上游的响应过大，无法转换</translation>
    </message>
    <message>
        <source>the upstream&apos;s stream stopped before its end</source>
        <translation>上游的数据流在结束前停止</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer can&apos;t be converted: %1</source>
        <translation>无法转换上游的响应：%1</translation>
    </message>
    <message>
        <source>a string or an array is required</source>
        <translation>需要字符串或数组</translation>
    </message>
    <message>
        <source>must be user, assistant or system</source>
        <translation>必须是 user、assistant 或 system</translation>
    </message>
    <message>
        <source>must be a string or an array</source>
        <translation>必须是字符串或数组</translation>
    </message>
    <message>
        <source>a string is required</source>
        <translation>需要字符串</translation>
    </message>
    <message>
        <source>files of Anthropic&apos;s containers stay there</source>
        <translation>Anthropic 容器中的文件只能留在那里</translation>
    </message>
    <message>
        <source>only base64 data and URLs can be sent on; a file id means nothing to another service</source>
        <translation>只能转发 base64 数据和 URL；文件 ID 对其他服务没有意义</translation>
    </message>
    <message>
        <source>only data and text can be sent on; OpenAI&apos;s file parts take neither URLs nor foreign file ids</source>
        <translation>只能转发数据和文本；OpenAI 的文件部分不接受 URL 和外部文件 ID</translation>
    </message>
    <message>
        <source>an array is required</source>
        <translation>需要数组</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a tool of Anthropic&apos;s own servers or models; an OpenAI upstream has no equal</source>
        <translation>“%1”是 Anthropic 自有服务器或模型的工具；OpenAI 上游没有对应项</translation>
    </message>
    <message>
        <source>must be auto, any, tool or none</source>
        <translation>必须是 auto、any、tool 或 none</translation>
    </message>
    <message>
        <source>must be of type json_schema and hold a schema</source>
        <translation>类型必须是 json_schema 并包含模式</translation>
    </message>
    <message>
        <source>the upstream sent an event that is no JSON object</source>
        <translation>上游发送的事件不是 JSON 对象</translation>
    </message>
    <message>
        <source>content-encoding: a compressed body can&apos;t be converted</source>
        <translation>content-encoding：无法转换压缩的正文</translation>
    </message>
    <message>
        <source>the body is no JSON object: %1</source>
        <translation>正文不是 JSON 对象：%1</translation>
    </message>
    <message>
        <source>the upstream speaks %1, which has no equal of this call</source>
        <translation>上游使用 %1，其中没有与此调用对应的接口</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>字符串</translation>
    </message>
    <message>
        <source>an array</source>
        <translation>数组</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>必须是 true 或 false</translation>
    </message>
    <message>
        <source>must be %1</source>
        <translation>必须是%1</translation>
    </message>
    <message>
        <source>can&apos;t be said to this upstream: %1</source>
        <translation>无法向此上游表达：%1</translation>
    </message>
    <message>
        <source>runs on Anthropic&apos;s servers</source>
        <translation>在 Anthropic 的服务器上运行</translation>
    </message>
    <message>
        <source>run from Anthropic&apos;s servers</source>
        <translation>从 Anthropic 的服务器运行</translation>
    </message>
    <message>
        <source>no sound</source>
        <translation>不支持声音</translation>
    </message>
    <message>
        <source>the search is OpenAI&apos;s</source>
        <translation>搜索功能属于 OpenAI</translation>
    </message>
    <message>
        <source>the old form; use tools</source>
        <translation>旧形式；请使用 tools</translation>
    </message>
    <message>
        <source>the old form; use tool_choice</source>
        <translation>旧形式；请使用 tool_choice</translation>
    </message>
    <message>
        <source>&quot;%1&quot; can&apos;t stand here for an Anthropic upstream</source>
        <translation>对于 Anthropic 上游，此处不能出现“%1”</translation>
    </message>
    <message>
        <source>a data URL must be in base64</source>
        <translation>data URL 必须采用 base64</translation>
    </message>
    <message>
        <source>only PDF data in a base64 data URL can be sent on; a file id means nothing elsewhere</source>
        <translation>只能转发 base64 data URL 中的 PDF 数据；文件 ID 在别处没有意义</translation>
    </message>
    <message>
        <source>an Anthropic upstream needs a message beside the system&apos;s</source>
        <translation>Anthropic 上游除系统消息外还需要一条消息</translation>
    </message>
    <message>
        <source>must be system, developer, user, assistant or tool; functions are called tools by now</source>
        <translation>必须是 system、developer、user、assistant 或 tool；函数现已改称 tools</translation>
    </message>
    <message>
        <source>functions are called tools by now</source>
        <translation>函数现已改称 tools</translation>
    </message>
    <message>
        <source>an Anthropic upstream takes no sound</source>
        <translation>Anthropic 上游不接受声音</translation>
    </message>
    <message>
        <source>an Anthropic upstream knows function calls only</source>
        <translation>Anthropic 上游只支持函数调用</translation>
    </message>
    <message>
        <source>an Anthropic upstream gives one choice</source>
        <translation>Anthropic 上游只给出一个选项</translation>
    </message>
    <message>
        <source>an Anthropic upstream has no probabilities</source>
        <translation>Anthropic 上游不提供概率</translation>
    </message>
    <message>
        <source>an Anthropic upstream has none</source>
        <translation>Anthropic 上游没有</translation>
    </message>
    <message>
        <source>an Anthropic upstream gives text only</source>
        <translation>Anthropic 上游只输出文本</translation>
    </message>
    <message>
        <source>must be text, json_object or json_schema</source>
        <translation>必须是 text、json_object 或 json_schema</translation>
    </message>
    <message>
        <source>the upstream sent more tool calls than can be converted</source>
        <translation>上游发送的工具调用超出可转换的数量</translation>
    </message>
    <message>
        <source>an Anthropic upstream has function tools only</source>
        <translation>Anthropic 上游只有函数工具</translation>
    </message>
    <message>
        <source>an Anthropic upstream knows function choices only</source>
        <translation>Anthropic 上游只支持选择函数</translation>
    </message>
    <message>
        <source>must be none, auto, required or an object</source>
        <translation>必须是 none、auto、required 或对象</translation>
    </message>
    <message>
        <source>the upstream sent an event that is too large to convert</source>
        <translation>上游发送的事件过大，无法转换</translation>
    </message>
    <message>
        <source>no classification within the budget</source>
        <translation>未在限定时间内得到分类</translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation>请求 %1 次</translation>
    </message>
    <message>
        <source>%1 in the text for the router</source>
        <translation>给路由器的文本中有 %1 处</translation>
    </message>
    <message>
        <source>easy, medium and hard all come to %1</source>
        <translation>简单、中等和困难的结果都是 %1</translation>
    </message>
    <message>
        <source>not understood: x-llm-proxy-route: %1</source>
        <translation>无法理解：x-llm-proxy-route: %1</translation>
    </message>
    <message>
        <source>%1: no routing</source>
        <translation>%1：不路由</translation>
    </message>
    <message>
        <source>idle %1m &gt; %2m</source>
        <translation>闲置 %1 分 &gt; %2 分</translation>
    </message>
    <message>
        <source>%1: model %2</source>
        <translation>%1：模型 %2</translation>
    </message>
    <message>
        <source>%1 matched</source>
        <translation>匹配规则 %1</translation>
    </message>
    <message>
        <source>%1, told by %2</source>
        <translation>%1，依据 %2</translation>
    </message>
    <message>
        <source>MORPH_API_KEY holds what no header may hold</source>
        <translation>MORPH_API_KEY 含有标头中不允许的字符</translation>
    </message>
    <message>
        <source>one call tries whether Morph is back</source>
        <translation>一次调用正在试探 Morph 是否恢复</translation>
    </message>
    <message>
        <source>the circuit is open</source>
        <translation>熔断器处于断开状态</translation>
    </message>
    <message>
        <source>too many calls are under way</source>
        <translation>正在进行的调用过多</translation>
    </message>
    <message>
        <source>it has no difficulty</source>
        <translation>缺少难度</translation>
    </message>
    <message>
        <source>it has no model</source>
        <translation>缺少模型</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>内容为空</translation>
    </message>
    <message>
        <source>it is not JSON: %1</source>
        <translation>不是 JSON：%1</translation>
    </message>
    <message>
        <source>it is not a JSON object</source>
        <translation>不是 JSON 对象</translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>Morph answered %1</source>
        <translation>Morph 返回 %1</translation>
    </message>
    <message>
        <source>Morph answered %1; redirects are not followed</source>
        <translation>Morph 返回 %1；不跟随重定向</translation>
    </message>
    <message>
        <source>Morph&apos;s answer can&apos;t be read: %1</source>
        <translation>无法读取 Morph 的响应：%1</translation>
    </message>
    <message>
        <source>Morph did not answer within the budget</source>
        <translation>Morph 未在限定时间内响应</translation>
    </message>
    <message>
        <source>model list: %1</source>
        <translation>模型列表：%1</translation>
    </message>
    <message>
        <source>the answer holds no &quot;data&quot; array</source>
        <translation>响应中没有“data”数组</translation>
    </message>
    <message>
        <source>too many models</source>
        <translation>模型过多</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>未及时响应</translation>
    </message>
    <message>
        <source>the answer is too large</source>
        <translation>响应过大</translation>
    </message>
    <message>
        <source>the backend answered %1</source>
        <translation>后端返回 %1</translation>
    </message>
    <message>
        <source>a tool&apos;s result is under way to the model that asked for it</source>
        <translation>工具结果正返回给请求它的模型</translation>
    </message>
    <message>
        <source>the conversation is stored with the model that began it</source>
        <translation>对话保存在最初的模型处</translation>
    </message>
    <message>
        <source>thinking signed for %1, the target is of %2</source>
        <translation>思考内容由 %1 签名，而目标属于 %2</translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation>从 %1 到 %2</translation>
    </message>
    <message>
        <source>max_tokens %1, the limit is %2</source>
        <translation>max_tokens 为 %1，上限为 %2</translation>
    </message>
    <message>
        <source>about %1 tokens and max_tokens make %2, the window is %3</source>
        <translation>约 %1 个 token 加上 max_tokens 共 %2，窗口为 %3</translation>
    </message>
    <message>
        <source>the target reads no images</source>
        <translation>目标不支持图像</translation>
    </message>
    <message>
        <source>the target reads no documents</source>
        <translation>目标不支持文档</translation>
    </message>
    <message>
        <source>the target lacks %1</source>
        <translation>目标缺少 %1</translation>
    </message>
    <message>
        <source>the target is not in the table of models</source>
        <translation>目标不在模型表中</translation>
    </message>
    <message>
        <source>the target does not take %1</source>
        <translation>目标不接受：%1</translation>
    </message>
    <message>
        <source>%1, as the target does not take %2</source>
        <translation>%1，因为目标不接受：%2</translation>
    </message>
    <message>
        <source>%1 tokens are warm; about %2 requests cost %3 staying, %4 switching: %5 % gained, %6 % needed</source>
        <translation>%1 个 token 仍在缓存中；约 %2 个请求保持不变花费 %3，切换花费 %4：节省 %5 %，需达到 %6 %</translation>
    </message>
    <message>
        <source>a stronger model is never held back by price</source>
        <translation>更强的模型不会因价格而受限</translation>
    </message>
    <message>
        <source>the session switched up %1 turns ago; it switches down after %2 at the earliest</source>
        <translation>%1 轮前曾切换到更强的模型；满 %2 轮之前不降级</translation>
    </message>
    <message>
        <source>the history is new, nothing of it is cached</source>
        <translation>历史是新的，尚无缓存</translation>
    </message>
    <message>
        <source>no evidence of a warm cache at %1</source>
        <translation>没有迹象表明 %1 的缓存仍有效</translation>
    </message>
    <message>
        <source>adaptive thinking</source>
        <translation>自适应思考</translation>
    </message>
    <message>
        <source>thinking with a budget</source>
        <translation>带预算的思考</translation>
    </message>
    <message>
        <source>thinking switched off</source>
        <translation>关闭思考</translation>
    </message>
    <message>
        <source>a budget of %1</source>
        <translation>预算 %1</translation>
    </message>
    <message>
        <source>effort %1</source>
        <translation>强度 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>the upstream could not be reached lately: %1</source>
        <translation>上游近期无法连接：%1</translation>
    </message>
    <message>
        <source>nothing came within %1 ms</source>
        <translation>%1 毫秒内没有任何数据</translation>
    </message>
    <message>
        <source>no connection within %1 ms</source>
        <translation>%1 毫秒内未能连接</translation>
    </message>
    <message>
        <source>the status line is not HTTP/1.x</source>
        <translation>状态行不是 HTTP/1.x</translation>
    </message>
    <message>
        <source>a control byte in the status line</source>
        <translation>状态行中有控制字节</translation>
    </message>
    <message>
        <source>a header line has no colon</source>
        <translation>某个标头行缺少冒号</translation>
    </message>
    <message>
        <source>a header has a bad name</source>
        <translation>某个标头名称无效</translation>
    </message>
    <message>
        <source>a control byte in a header</source>
        <translation>标头中有控制字节</translation>
    </message>
    <message>
        <source>too many headers</source>
        <translation>标头过多</translation>
    </message>
    <message>
        <source>a bad Content-Length</source>
        <translation>Content-Length 无效</translation>
    </message>
    <message>
        <source>differing Content-Lengths</source>
        <translation>多个不一致的 Content-Length</translation>
    </message>
    <message>
        <source>both a length and a transfer coding</source>
        <translation>同时给出长度和传输编码</translation>
    </message>
    <message>
        <source>a transfer coding other than chunked</source>
        <translation>传输编码不是 chunked</translation>
    </message>
    <message>
        <source>the head is too large</source>
        <translation>头部过大</translation>
    </message>
    <message>
        <source>it switched protocols without being asked</source>
        <translation>未经请求便切换了协议</translation>
    </message>
    <message>
        <source>a line of the head ends without CR</source>
        <translation>头部某行末尾缺少 CR</translation>
    </message>
    <message>
        <source>broken chunk framing</source>
        <translation>分块格式损坏</translation>
    </message>
    <message>
        <source>it spoke without being asked</source>
        <translation>未经请求便发送了数据</translation>
    </message>
    <message>
        <source>the connection was %1 in the middle of an answer</source>
        <translation>连接在响应中途被%1</translation>
    </message>
    <message>
        <source>the connection was %1 before an answer</source>
        <translation>连接在响应之前被%1</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>连接被拒绝</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>连接被对方重置</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>没有到主机的路由</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>网络不可达</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>权限不足</translation>
    </message>
    <message>
        <source>The chunks of the request body are malformed.</source>
        <translation>请求正文的分块格式错误。</translation>
    </message>
    <message>
        <source>The request body is larger than %1 bytes.</source>
        <translation>请求正文超过 %1 字节。</translation>
    </message>
    <message>
        <source>Too many request bodies are being held at once.</source>
        <translation>同时缓冲的请求正文过多。</translation>
    </message>
    <message>
        <source>The client left.</source>
        <translation>客户端已断开。</translation>
    </message>
    <message>
        <source>The head of the request came too slowly.</source>
        <translation>请求头部到达过慢。</translation>
    </message>
    <message>
        <source>The request body came too slowly.</source>
        <translation>请求正文到达过慢。</translation>
    </message>
    <message>
        <source>Too many connections are open.</source>
        <translation>打开的连接过多。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an address.</source>
        <translation>“%1”不是地址。</translation>
    </message>
    <message>
        <source>Cannot listen on %1 port %2: %3.</source>
        <translation>无法在 %1 端口 %2 监听：%3。</translation>
    </message>
    <message>
        <source>Qt %1 does not hand requests over in the order that is relied upon.</source>
        <translation>Qt %1 未按所依赖的顺序传递请求。</translation>
    </message>
    <message>
        <source>A line ends without CR LF.</source>
        <translation>某行末尾缺少 CR LF。</translation>
    </message>
    <message>
        <source>There is a control byte in the head.</source>
        <translation>头部中有控制字节。</translation>
    </message>
    <message>
        <source>The head is too large.</source>
        <translation>头部过大。</translation>
    </message>
    <message>
        <source>The request line is malformed.</source>
        <translation>请求行格式错误。</translation>
    </message>
    <message>
        <source>The request target is too long.</source>
        <translation>请求目标过长。</translation>
    </message>
    <message>
        <source>The request target holds a byte that it may not.</source>
        <translation>请求目标含有不允许的字节。</translation>
    </message>
    <message>
        <source>Only HTTP/1.0 and 1.1 are spoken.</source>
        <translation>仅支持 HTTP/1.0 和 1.1。</translation>
    </message>
    <message>
        <source>A header line is malformed.</source>
        <translation>某个标头行格式错误。</translation>
    </message>
    <message>
        <source>There are too many header fields.</source>
        <translation>标头字段过多。</translation>
    </message>
    <message>
        <source>This proxy does not answer to the host name &quot;%1&quot;; names beside localhost have to be configured.</source>
        <translation>此代理不响应主机名“%1”；localhost 以外的名称需要配置。</translation>
    </message>
    <message>
        <source>The host is not a name or address with a port.</source>
        <translation>主机不是带端口的名称或地址。</translation>
    </message>
    <message>
        <source>The Host field is missing.</source>
        <translation>缺少 Host 字段。</translation>
    </message>
    <message>
        <source>There is more than one Host field.</source>
        <translation>存在多个 Host 字段。</translation>
    </message>
    <message>
        <source>The request target is neither a path nor an http URL.</source>
        <translation>请求目标既不是路径也不是 http URL。</translation>
    </message>
    <message>
        <source>There is more than one Content-Length field.</source>
        <translation>存在多个 Content-Length 字段。</translation>
    </message>
    <message>
        <source>The Content-Length is not a number.</source>
        <translation>Content-Length 不是数字。</translation>
    </message>
    <message>
        <source>Content-Length and Transfer-Encoding exclude each other.</source>
        <translation>Content-Length 与 Transfer-Encoding 不能同时使用。</translation>
    </message>
    <message>
        <source>HTTP/1.0 knows no Transfer-Encoding.</source>
        <translation>HTTP/1.0 没有 Transfer-Encoding。</translation>
    </message>
    <message>
        <source>The only transfer coding understood is chunked.</source>
        <translation>仅支持 chunked 传输编码。</translation>
    </message>
    <message>
        <source>CONNECT and TRACE are not offered here.</source>
        <translation>此处不提供 CONNECT 和 TRACE。</translation>
    </message>
    <message>
        <source>the upstream&apos;s answer broke off</source>
        <translation>上游的响应中断</translation>
    </message>
    <message>
        <source>UPSTREAM_URL (%1) leads back to this proxy; set it to CLIProxyAPI&apos;s own address, usually http://127.0.0.1:18317</source>
        <translation>UPSTREAM_URL（%1）指回此代理；请设为 CLIProxyAPI 自己的地址，通常是 http://127.0.0.1:18317</translation>
    </message>
    <message>
        <source>breaker must be morph or upstream, or be left out for both</source>
        <translation>breaker 必须是 morph 或 upstream，两者皆指时应省略</translation>
    </message>
    <message>
        <source>action must be reset or probe</source>
        <translation>action 必须是 reset 或 probe</translation>
    </message>
    <message>
        <source>give enabled (true or false), mode or provider</source>
        <translation>请给出 enabled（true 或 false）、mode 或 provider</translation>
    </message>
    <message>
        <source>no such session; GET /router/sessions lists them</source>
        <translation>没有此会话；GET /router/sessions 可列出全部会话</translation>
    </message>
    <message>
        <source>model is too long</source>
        <translation>model 过长</translation>
    </message>
    <message>
        <source>action must be boost, hold, off or release</source>
        <translation>action 必须是 boost、hold、off 或 release</translation>
    </message>
    <message>
        <source>no such session</source>
        <translation>没有此会话</translation>
    </message>
    <message>
        <source>the heads of this exchange are not kept any more</source>
        <translation>此请求的标头已不再保留</translation>
    </message>
    <message>
        <source>the body grows too large when its Content-Encoding is removed</source>
        <translation>去除 Content-Encoding 后正文过大</translation>
    </message>
    <message>
        <source>cut at the end of the drain</source>
        <translation>在排空期限结束时被中断</translation>
    </message>
    <message>
        <source>too many readers of the event stream</source>
        <translation>事件流的读取者过多</translation>
    </message>
    <message>
        <source>this route is only for the machine the proxy runs on</source>
        <translation>此路由仅供代理所在的机器使用</translation>
    </message>
    <message>
        <source>a proxy key is required: send it as X-LLM-Proxy-Key or as the API key of your client</source>
        <translation>需要代理密钥：请以 X-LLM-Proxy-Key 或客户端的 API 密钥发送</translation>
    </message>
    <message>
        <source>this route is not for web pages of other origins</source>
        <translation>此路由不对其他来源的网页开放</translation>
    </message>
    <message>
        <source>this route needs the control token of the runtime folder</source>
        <translation>此路由需要运行时文件夹中的控制令牌</translation>
    </message>
    <message>
        <source>llm-proxy has no such route</source>
        <translation>llm-proxy 没有此路由</translation>
    </message>
    <message>
        <source>use %1</source>
        <translation>请使用 %1</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>%1 到 %2 的整数</translation>
    </message>
    <message>
        <source>it spoke before it was asked</source>
        <translation>在收到请求之前便发送了数据</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>于 %1</translation>
    </message>
    <message>
        <source>it refused such a request before</source>
        <translation>它曾拒绝过此类请求</translation>
    </message>
    <message>
        <source>weaker than what was asked for and not cheaper for this request</source>
        <translation>比所请求的更弱，而且对本次请求并不更便宜</translation>
    </message>
    <message>
        <source>dearer than what was asked for, which is enough</source>
        <translation>比所请求的更贵，而所请求的已足够</translation>
    </message>
    <message>
        <source>not weaker than %1</source>
        <translation>不弱于 %1</translation>
    </message>
    <message>
        <source>a tool loop runs at %1</source>
        <translation>工具循环正在 %1 上运行</translation>
    </message>
    <message>
        <source>newer than the table, judged like %1</source>
        <translation>比模型表更新，按 %1 判断</translation>
    </message>
    <message>
        <source>the provider holds a part of the conversation: %1</source>
        <translation>服务商保存着部分对话：%1</translation>
    </message>
    <message>
        <source>the target is not known to hear</source>
        <translation>不清楚目标是否支持音频</translation>
    </message>
    <message>
        <source>system messages between the turns</source>
        <translation>轮次之间的系统消息</translation>
    </message>
    <message>
        <source>an effort for one message</source>
        <translation>单条消息的推理强度</translation>
    </message>
    <message>
        <source>an assistant message at the end</source>
        <translation>末尾的助手消息</translation>
    </message>
    <message>
        <source>a forced tool_choice</source>
        <translation>强制的 tool_choice</translation>
    </message>
    <message>
        <source>temperature, top_p or top_k</source>
        <translation>temperature、top_p 或 top_k</translation>
    </message>
    <message>
        <source>temperature and top_p together</source>
        <translation>同时使用 temperature 和 top_p</translation>
    </message>
    <message>
        <source>stop sequences</source>
        <translation>停止序列</translation>
    </message>
    <message>
        <source>an output format</source>
        <translation>输出格式</translation>
    </message>
    <message>
        <source>a list of fallbacks</source>
        <translation>后备模型列表</translation>
    </message>
    <message>
        <source>max_tokens in chat completions</source>
        <translation>chat completions 中的 max_tokens</translation>
    </message>
    <message>
        <source>the target does not answer at speed %1</source>
        <translation>目标模型不支持速度 %1</translation>
    </message>
    <message>
        <source>thinking between tools</source>
        <translation>工具之间的思考</translation>
    </message>
    <message>
        <source>thinking shown as %1</source>
        <translation>以 %1 方式显示的思考</translation>
    </message>
    <message>
        <source>thinking switched off at effort %1</source>
        <translation>在强度 %1 下关闭思考</translation>
    </message>
    <message>
        <source>%1 (%2) ends on %3; %4 is used from then on</source>
        <translation>%1（%2）将于 %3 停用；此后使用 %4</translation>
    </message>
    <message>
        <source>%1 (%2) ends on %3; nothing in the map takes its place</source>
        <translation>%1（%2）将于 %3 停用；映射中没有替代</translation>
    </message>
    <message>
        <source>%1 (%2) ended on %3; %4 is used</source>
        <translation>%1（%2）已于 %3 停用；使用 %4</translation>
    </message>
    <message>
        <source>%1 (%2) ended on %3; nothing in the map takes its place</source>
        <translation>%1（%2）已于 %3 停用；映射中没有替代</translation>
    </message>
    <message>
        <source>%1 (%2) is not in the backend&apos;s list; %3 is used</source>
        <translation>%1（%2）不在后端列表中；使用 %3</translation>
    </message>
    <message>
        <source>%1 (%2) is not in the backend&apos;s list; nothing in the map takes its place</source>
        <translation>%1（%2）不在后端列表中；映射中没有替代</translation>
    </message>
    <message>
        <source>no target of %1 is usable: such requests keep their model</source>
        <translation>%1 没有可用目标：此类请求保留原模型</translation>
    </message>
    <message>
        <source>the table of models is of %1; refresh it with: llm-proxy models import FILE</source>
        <translation>模型表日期为 %1；更新命令：llm-proxy models import FILE</translation>
    </message>
    <message>
        <source>%1 was sent and %2 answered</source>
        <translation>发送的是 %1，回答的是 %2</translation>
    </message>
    <message>
        <source>no key for the backend was found: the agents&apos; own keys pass</source>
        <translation>未找到后端密钥:代理程序自己的密钥直接通过</translation>
    </message>
    <message>
        <source>%1: api-keys holds an example key; newer backends refuse all traffic with it</source>
        <translation>%1:api-keys 含有示例密钥;较新的后端会拒绝使用它的所有请求</translation>
    </message>
    <message>
        <source>%1: holds no usable key in api-keys</source>
        <translation>%1:api-keys 中没有可用的密钥</translation>
    </message>
    <message>
        <source>%1: does not exist</source>
        <translation>%1:不存在</translation>
    </message>
    <message>
        <source>model names, the first one that the backend lists is used</source>
        <translation>模型名称，使用后端列出的第一个</translation>
    </message>
    <message>
        <source>Ordered rules that decide before the router does</source>
        <translation>先于路由器决定的有序规则</translation>
    </message>
    <message>
        <source>a JSON array of objects</source>
        <translation>由对象组成的 JSON 数组</translation>
    </message>
    <message>
        <source>Morph&apos;s address</source>
        <translation>Morph 的地址</translation>
    </message>
    <message>
        <source>an http or https URL without user, query or fragment</source>
        <translation>不含用户、查询和片段的 http 或 https URL</translation>
    </message>
    <message>
        <source>Routing on; false passes every request through</source>
        <translation>启用路由；false 则所有请求直接通过</translation>
    </message>
    <message>
        <source>How readily a task is called easy</source>
        <translation>将任务判定为简单的倾向</translation>
    </message>
    <message>
        <source>Whose models are chosen; auto follows the requested model</source>
        <translation>选用哪家的模型；auto 跟随请求的模型</translation>
    </message>
    <message>
        <source>raw maps Morph&apos;s difficulty here; provider takes Morph&apos;s model</source>
        <translation>raw 在本地按 Morph 的难度映射；provider 采用 Morph 给出的模型</translation>
    </message>
    <message>
        <source>When a switch of model is worth it</source>
        <translation>何时值得切换模型</translation>
    </message>
    <message>
        <source>Put the x-llm-proxy-* headers on answers</source>
        <translation>在响应中加入 x-llm-proxy-* 标头</translation>
    </message>
    <message>
        <source>Route POST /v1/responses too</source>
        <translation>同时路由 POST /v1/responses</translation>
    </message>
    <message>
        <source>The task that an agent gives to another: keep its model, or classify it</source>
        <translation>代理交给另一个代理的任务:保留其模型,或进行分级</translation>
    </message>
    <message>
        <source>Mask keys and passwords in the text for Morph</source>
        <translation>在发给 Morph 的文本中遮蔽密钥和密码</translation>
    </message>
    <message>
        <source>Further attempts of one classification after the first</source>
        <translation>单次分类首次之后的重试次数</translation>
    </message>
    <message>
        <source>Calls to Morph at once; further ones wait within their time</source>
        <translation>同时对 Morph 的调用数;其余的在各自时限内等待</translation>
    </message>
    <message>
        <source>Time for one decision, attempts and waits included</source>
        <translation>单次决策的时限，包括重试和等待</translation>
    </message>
    <message>
        <source>Failures in a row that stop asking Morph for a while</source>
        <translation>连续失败多少次后暂停询问 Morph</translation>
    </message>
    <message>
        <source>How long Morph is not asked after these failures; each failed probe doubles it</source>
        <translation>发生这些失败后多久不询问 Morph；每次探测失败都会加倍</translation>
    </message>
    <message>
        <source>Models for easy tasks; not set: the built-in table&apos;s</source>
        <translation>用于简单任务的模型；未设置则用内置表</translation>
    </message>
    <message>
        <source>Models for medium tasks; not set: as hard, else the table&apos;s</source>
        <translation>用于中等任务的模型；未设置则同困难任务，否则用内置表</translation>
    </message>
    <message>
        <source>Models for hard tasks; not set: the built-in table&apos;s</source>
        <translation>用于困难任务的模型；未设置则用内置表</translation>
    </message>
    <message>
        <source>Models when Morph cannot size the task; not set: the requested one stays</source>
        <translation>Morph 无法判断任务时的模型；未设置则保留请求的模型</translation>
    </message>
    <message>
        <source>Addresses to listen on; not set: 127.0.0.1 and ::1</source>
        <translation>监听地址；未设置则为 127.0.0.1 和 ::1</translation>
    </message>
    <message>
        <source>Port to listen on; 0 picks a free one</source>
        <translation>监听端口；0 表示自动选择空闲端口</translation>
    </message>
    <message>
        <source>Keys of which every client must present one; not set: none is asked for</source>
        <translation>每个客户端须提供其中一个密钥；未设置则不要求</translation>
    </message>
    <message>
        <source>keys of visible ASCII characters without commas</source>
        <translation>由可见 ASCII 字符组成、不含逗号的密钥</translation>
    </message>
    <message>
        <source>Further names by which clients may call the proxy (Host header)</source>
        <translation>客户端可用来访问代理的其他名称（Host 标头）</translation>
    </message>
    <message>
        <source>host names or addresses without port</source>
        <translation>不含端口的主机名或地址</translation>
    </message>
    <message>
        <source>Web origins whose requests may use the upstream key</source>
        <translation>其请求可使用上游密钥的 Web 来源（Origin）</translation>
    </message>
    <message>
        <source>origins such as http://localhost:3000</source>
        <translation>来源，例如 http://localhost:3000</translation>
    </message>
    <message>
        <source>Let clients of other machines reach the backend&apos;s management routes</source>
        <translation>允许其他计算机上的客户端访问后端的管理路径</translation>
    </message>
    <message>
        <source>Largest request body that is buffered to be routed</source>
        <translation>为路由而缓冲的请求正文大小上限</translation>
    </message>
    <message>
        <source>All buffered bodies together; beyond it requests get 503</source>
        <translation>所有缓冲正文的总量；超出后请求返回 503</translation>
    </message>
    <message>
        <source>Client connections at once</source>
        <translation>客户端同时连接数</translation>
    </message>
    <message>
        <source>First to last byte of a request&apos;s head</source>
        <translation>请求头从首字节到末字节的时限</translation>
    </message>
    <message>
        <source>Longest silence inside a request&apos;s body</source>
        <translation>请求正文中的最长静默时间</translation>
    </message>
    <message>
        <source>Idle client connections are closed after this time</source>
        <translation>空闲的客户端连接超过此时间后关闭</translation>
    </message>
    <message>
        <source>How long a stop waits for open streams before cutting them</source>
        <translation>停止时等待未完成的流多久后将其切断</translation>
    </message>
    <message>
        <source>switched by hand</source>
        <translation>手动切换</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 或 %2</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2 (milliseconds)</source>
        <translation>%1 到 %2 的整数（毫秒）</translation>
    </message>
    <message>
        <source>a key of visible ASCII characters</source>
        <translation>由可见 ASCII 字符组成的密钥</translation>
    </message>
    <message>
        <source>Folder of the JSONL request log</source>
        <translation>JSONL 请求日志的文件夹</translation>
    </message>
    <message>
        <source>a folder; relative to the project, installed to the state folder</source>
        <translation>文件夹；相对于项目，安装后相对于状态文件夹</translation>
    </message>
    <message>
        <source>Warn when a day&apos;s list-price cost in dollars passes this; 0: never</source>
        <translation>当日按标价的美元费用超过此值时警告；0 表示从不</translation>
    </message>
    <message>
        <source>a number from 0 to 1000000</source>
        <translation>0 到 1000000 的数字</translation>
    </message>
    <message>
        <source>CLIProxyAPI&apos;s address</source>
        <translation>CLIProxyAPI 的地址</translation>
    </message>
    <message>
        <source>an http or https URL, without user, query or fragment, that does not end in /v1</source>
        <translation>不含用户、查询和片段且不以 /v1 结尾的 http 或 https URL</translation>
    </message>
    <message>
        <source>CLIProxyAPI key; not set: the first one of the local Quotio or CLIProxyAPI configuration</source>
        <translation>CLIProxyAPI 密钥；未设置则取本地 Quotio 或 CLIProxyAPI 配置中的第一个</translation>
    </message>
    <message>
        <source>Quotio&apos;s or CLIProxyAPI&apos;s configuration, when it is not in one of the known places</source>
        <translation>Quotio 或 CLIProxyAPI 的配置文件，当它不在已知位置时</translation>
    </message>
    <message>
        <source>a file</source>
        <translation>一个文件</translation>
    </message>
    <message>
        <source>The API the upstream speaks; any: all of them, nothing is ever converted</source>
        <translation>上游使用的 API；any 表示全部，从不转换</translation>
    </message>
    <message>
        <source>Further attempts where nothing can have been billed</source>
        <translation>在不可能产生计费时的重试次数</translation>
    </message>
    <message>
        <source>Failed connections in a row after which requests get 503</source>
        <translation>连接连续失败多少次后请求返回 503</translation>
    </message>
    <message>
        <source>Time to connect to the upstream</source>
        <translation>连接上游的时限</translation>
    </message>
    <message>
        <source>Time from the request to the answer&apos;s head</source>
        <translation>从请求到收到响应头的时限</translation>
    </message>
    <message>
        <source>Longest silence inside an answer</source>
        <translation>响应中的最长静默时间</translation>
    </message>
    <message>
        <source>Write the classified text into the request log</source>
        <translation>将分类文本写入请求日志</translation>
    </message>
    <message>
        <source>The CLIProxyAPI program that the login commands run</source>
        <translation>登录命令所运行的 CLIProxyAPI 程序</translation>
    </message>
    <message>
        <source>a file, or a name in PATH</source>
        <translation>一个文件，或 PATH 中的名称</translation>
    </message>
    <message>
        <source>Plain management key of CLIProxyAPI for the backend commands</source>
        <translation>供后端命令使用的 CLIProxyAPI 明文管理密钥</translation>
    </message>
    <message>
        <source>%1 must be %2</source>
        <translation>%1 必须是 %2</translation>
    </message>
    <message>
        <source>holds no YAML mapping</source>
        <translation>不含 YAML 映射</translation>
    </message>
    <message>
        <source>is not YAML (line %1)</source>
        <translation>不是 YAML(第 %1 行)</translation>
    </message>
    <message>
        <source>is not YAML that can be read</source>
        <translation>不是可读取的 YAML</translation>
    </message>
    <message>
        <source>a program</source>
        <translation>某个程序</translation>
    </message>
    <message>
        <source>%1 (pid %2)</source>
        <translation>%1（PID %2）</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>另一个程序</translation>
    </message>
    <message>
        <source>%1 is not a number</source>
        <translation>%1 不是数字</translation>
    </message>
    <message>
        <source>it is no object</source>
        <translation>它不是对象</translation>
    </message>
    <message>
        <source>a control character in a string</source>
        <translation>字符串中有控制字符</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; is not UTF-8; move it to a path that is</source>
        <translation>%1：“%2”不是 UTF-8；请移到使用 UTF-8 的路径</translation>
    </message>
    <message>
        <source>the program&apos;s own folder</source>
        <translation>程序自身的文件夹</translation>
    </message>
    <message>
        <source>environment: %1</source>
        <translation>环境：%1</translation>
    </message>
    <message>
        <source>There is not enough memory for this request.</source>
        <translation>内存不足，无法处理此请求。</translation>
    </message>
    <message>
        <source>the edited configuration is wrong, and nothing changes until it is mended: %1</source>
        <translation>修改后的配置有误，改正之前不会有任何变化：%1</translation>
    </message>
    <message>
        <source>Only %1 files may be open at once, which is too few to serve a request: at least %2 are needed (ulimit -n, LimitNOFILE).</source>
        <translation>同时只能打开 %1 个文件，不足以处理一个请求：至少需要 %2 个（ulimit -n、LimitNOFILE）。</translation>
    </message>
    <message>
        <source>this request has come through this proxy before: UPSTREAM_URL (%1) leads back to it</source>
        <translation>此请求已经经过本代理：UPSTREAM_URL（%1）又指回了它</translation>
    </message>
    <message>
        <source>the upstream answered 401 to the key of %1: it refuses the key, or its provider refuses the account</source>
        <translation>上游对来自 %1 的密钥返回了 401:它拒绝该密钥,或其提供商拒绝该账户</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: every request keeps its model</source>
        <translation>Morph 拒绝 MORPH_API_KEY 的密钥:每个请求都保留其模型</translation>
    </message>
    <message>
        <source>is a symbolic link to a file that is not there</source>
        <translation>是指向不存在文件的符号链接</translation>
    </message>
    <message>
        <source>%1 is still to come</source>
        <translation>%1 尚未到来</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no day; the present one counts</source>
        <translation>“%1”不是日期；以当天为准</translation>
    </message>
    <message>
        <source>another tool has this name</source>
        <translation>另一个工具已使用此名称</translation>
    </message>
    <message>
        <source>must not be empty</source>
        <translation>不得为空</translation>
    </message>
    <message>
        <source>must hold more than white space</source>
        <translation>不能只包含空白</translation>
    </message>
    <message>
        <source>neither the backend&apos;s list nor the table of models knows the model &quot;%1&quot;</source>
        <translation>后端的列表和模型表都不认识模型“%1”</translation>
    </message>
    <message>
        <source>the upstream&apos;s websocket ended without a close frame</source>
        <translation>上游的 WebSocket 在没有关闭帧的情况下结束</translation>
    </message>
    <message>
        <source>%1 is no id of a row</source>
        <translation>%1 不是行的标识</translation>
    </message>
    <message>
        <source>it goes on with the turn before: %1</source>
        <translation>接续上一轮：%1</translation>
    </message>
    <message>
        <source>the turn before was hard</source>
        <translation>上一轮是困难的</translation>
    </message>
    <message>
        <source>the agent is in its plan mode</source>
        <translation>代理处于计划模式</translation>
    </message>
    <message>
        <source>%1 of the last four results of tools are errors</source>
        <translation>最近四个工具结果中有 %1 个是错误</translation>
    </message>
    <message>
        <source>the agent made the same call %1 times</source>
        <translation>代理把同一调用执行了 %1 次</translation>
    </message>
    <message>
        <source>looks hard: %1 of 100</source>
        <translation>看起来困难：%1/100</translation>
    </message>
    <message>
        <source>looks hard: %1 of 100; kind of ask: %2</source>
        <translation>看起来困难：%1/100；请求类型：%2</translation>
    </message>
    <message>
        <source>Morph key; without it Morph is not asked</source>
        <translation>Morph 密钥；没有它就不会询问 Morph</translation>
    </message>
    <message>
        <source>Who judges a task: Morph, or this machine, which needs no key</source>
        <translation>由谁判断任务：Morph，或不需要密钥的本机</translation>
    </message>
    <message>
        <source>an easy answer would save less than Morph&apos;s fee</source>
        <translation>简单的判断省下的钱少于 Morph 的费用</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: what this machine can&apos;t judge keeps its model</source>
        <translation>Morph 拒绝了 MORPH_API_KEY 的密钥：本机无法判断的请求保留其模型</translation>
    </message>
    <message>
        <source>Morph refuses the key of MORPH_API_KEY: this machine judges instead</source>
        <translation>Morph 拒绝了 MORPH_API_KEY 的密钥：改由本机判断</translation>
    </message>
    <message>
        <source>the request log in %1 loses rows: %2</source>
        <translation>%1 中的请求日志正在丢失行：%2</translation>
    </message>
    <message>
        <source>the websocket ended</source>
        <translation>WebSocket 已结束</translation>
    </message>
    <message>
        <source>the message is too large</source>
        <translation>消息太大</translation>
    </message>
    <message>
        <source>the limit %1 of LLM_PROXY_BUDGETS stands at %2</source>
        <translation>LLM_PROXY_BUDGETS 的限额 %1 已用 %2</translation>
    </message>
    <message>
        <source>The limit %1 of LLM_PROXY_BUDGETS is used up: %2. It begins anew at %3; until then &quot;llm-proxy budget lift %4 --for 1h&quot; (or day), or the tray&apos;s menu, lifts it.</source>
        <translation>LLM_PROXY_BUDGETS 的限额 %1 已用完：%2。它将于 %3 重新开始；在此之前可用“llm-proxy budget lift %4 --for 1h”（或 day）或托盘菜单解除。</translation>
    </message>
    <message>
        <source>entry %1: %2</source>
        <translation>第 %1 项：%2</translation>
    </message>
    <message>
        <source>scope must be day, week, month, project, client or session</source>
        <translation>scope 必须是 day、week、month、project、client 或 session</translation>
    </message>
    <message>
        <source>per must be day, week or month</source>
        <translation>per 必须是 day、week 或 month</translation>
    </message>
    <message>
        <source>dollars must be a number over 0 and up to 1000000</source>
        <translation>dollars 必须是大于 0 且不超过 1000000 的数</translation>
    </message>
    <message>
        <source>tokens must be a whole number from 1 on</source>
        <translation>tokens 必须是不小于 1 的整数</translation>
    </message>
    <message>
        <source>name must be a word of letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;</source>
        <translation>name 必须是由字母、数字、“-”、“_”和“.”组成的单词</translation>
    </message>
    <message>
        <source>%1 must be a number over 0 and up to 1000 (percent)</source>
        <translation>%1 必须是大于 0 且不超过 1000 的数（百分比）</translation>
    </message>
    <message>
        <source>%1 is not known; known are name, scope, per, dollars, tokens, warn, easyOnly and stop</source>
        <translation>未知的 %1；已知的是 name、scope、per、dollars、tokens、warn、easyOnly 和 stop</translation>
    </message>
    <message>
        <source>needs a scope: day, week, month, project, client or session</source>
        <translation>需要一个范围（scope）：day、week、month、project、client 或 session</translation>
    </message>
    <message>
        <source>per is for the scope project alone</source>
        <translation>per 只用于 project 范围</translation>
    </message>
    <message>
        <source>needs dollars or tokens, and not both</source>
        <translation>需要 dollars 或 tokens，不能两者都有</translation>
    </message>
    <message>
        <source>warn, easyOnly and stop must not fall, in this order</source>
        <translation>warn、easyOnly 和 stop 依次不得减小</translation>
    </message>
    <message>
        <source>needs one of warn, easyOnly and stop, in percent</source>
        <translation>需要 warn、easyOnly 和 stop 之一，以百分比表示</translation>
    </message>
    <message>
        <source>has more than %1 entries</source>
        <translation>超过 %1 项</translation>
    </message>
    <message>
        <source>there is a limit named %1 already; give it a name</source>
        <translation>已有名为 %1 的限额；请给它起个名字</translation>
    </message>
    <message>
        <source>window must be a name such as 5h, 7d or 7d_opus</source>
        <translation>window 必须是 5h、7d 或 7d_opus 之类的名称</translation>
    </message>
    <message>
        <source>provider must be anthropic or codex</source>
        <translation>provider 必须是 anthropic 或 codex</translation>
    </message>
    <message>
        <source>%1 must be a number over 0 and up to 100 (percent)</source>
        <translation>%1 必须是大于 0 且不超过 100 的数（百分比）</translation>
    </message>
    <message>
        <source>%1 is not known; known are window, provider, aggressive and easyOnly</source>
        <translation>未知的 %1；已知的是 window、provider、aggressive 和 easyOnly</translation>
    </message>
    <message>
        <source>needs a window, such as 5h or 7d</source>
        <translation>需要一个窗口（window），例如 5h 或 7d</translation>
    </message>
    <message>
        <source>needs aggressive, easyOnly or both, in percent</source>
        <translation>需要 aggressive、easyOnly 或两者，以百分比表示</translation>
    </message>
    <message>
        <source>aggressive must be below easyOnly</source>
        <translation>aggressive 必须小于 easyOnly</translation>
    </message>
    <message>
        <source>names a window for the second time</source>
        <translation>重复指定了同一个窗口</translation>
    </message>
    <message>
        <source>When a plan&apos;s windows make routing aggressive or easy-only; not set: never</source>
        <translation>套餐窗口用到多少时路由变为激进或仅用简单模型；未设置：从不</translation>
    </message>
    <message>
        <source>Allow use beyond the plan, which is paid for; without it such use makes routing easy-only. Needs MORPH_ROUTER_QUOTA</source>
        <translation>允许超出套餐的付费用量；否则此类用量会使路由变为 easy-only。需要 MORPH_ROUTER_QUOTA</translation>
    </message>
    <message>
        <source>Limits a day, project, client key or session, and what happens at them</source>
        <translation>按天、项目、客户端密钥或会话的限额，以及达到时的处理</translation>
    </message>
    <message>
        <source>%1 is not known; known are action, budget and for</source>
        <translation>未知的 %1；已知的是 action、budget 和 for</translation>
    </message>
    <message>
        <source>for must be day, or up to 24h as 1h or 30m</source>
        <translation>for 必须是 day，或不超过 24h 的时间，如 1h 或 30m</translation>
    </message>
    <message>
        <source>action must be lift or restore</source>
        <translation>action 必须是 lift 或 restore</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 / %2 个令牌</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>the plan&apos;s window %1 of %2 is used up, and further use is paid for</source>
        <translation>%2 套餐的 %1 窗口已用完，继续使用将另行收费</translation>
    </message>
    <message>
        <source>does nothing without MORPH_ROUTER_AUTO_MODEL</source>
        <translation>没有 MORPH_ROUTER_AUTO_MODEL 时不起作用</translation>
    </message>
    <message>
        <source>List a model auto, and choose for every request that names it</source>
        <translation>提供名为 auto 的模型，并为每个使用它的请求选择模型</translation>
    </message>
    <message>
        <source>Choose a model for auto alone; every other name keeps its model. Needs MORPH_ROUTER_AUTO_MODEL</source>
        <translation>仅为 auto 选择模型；其他名称保留各自的模型。需要 MORPH_ROUTER_AUTO_MODEL</translation>
    </message>
    <message>
        <source>%1 stands for %2 where nothing else is decided</source>
        <translation>未另行决定时，%1 代表 %2</translation>
    </message>
    <message>
        <source>Lower the effort of an easy task at a session&apos;s start, not the model</source>
        <translation>会话开始时的简单任务降低推理强度，而不更换模型</translation>
    </message>
    <message>
        <source>the model&apos;s own effort is not known</source>
        <translation>模型自身的推理强度未知</translation>
    </message>
    <message>
        <source>another effort would lose its cache</source>
        <translation>改变推理强度会失去其缓存</translation>
    </message>
    <message>
        <source>instead of %1</source>
        <translation>而不是 %1</translation>
    </message>
    <message>
        <source>the server does not keep to HTTP/2</source>
        <translation>服务器不遵守 HTTP/2</translation>
    </message>
    <message>
        <source>the plan&apos;s window %1 of %2 is used to %3 %, from %4 % on</source>
        <translation>%2 套餐的 %1 窗口已用 %3 %，自 %4 % 起生效</translation>
    </message>
    <message>
        <source>the body is JSON, but no object</source>
        <translation>正文是 JSON，但不是对象</translation>
    </message>
    <message>
        <source>minutes must be a number above 0, up to 10080</source>
        <translation>minutes 必须是大于 0 且不超过 10080 的数字</translation>
    </message>
    <message>
        <source>the budget of the client %1 stands at %2</source>
        <translation>客户端 %1 的预算为 %2</translation>
    </message>
    <message>
        <source>budget: %1</source>
        <translation>budget：%1</translation>
    </message>
    <message>
        <source>%1 is not for the budget of a client</source>
        <translation>%1 不适用于客户端的预算</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an address or network</source>
        <translation>“%1”不是地址或网络</translation>
    </message>
    <message>
        <source>&quot;%1&quot; would trust everybody</source>
        <translation>“%1”会信任所有人</translation>
    </message>
    <message>
        <source>loopback addresses, or LLM_PROXY_API_KEYS or LLM_PROXY_CLIENTS as well</source>
        <translation>环回地址，或同时设置 LLM_PROXY_API_KEYS 或 LLM_PROXY_CLIENTS</translation>
    </message>
    <message>
        <source>%1 can be read by its group</source>
        <translation>%1 可被其所属组读取</translation>
    </message>
    <message>
        <source>%1 has no clients yet: every request is refused until &quot;llm-proxy clients add&quot; makes one</source>
        <translation>%1 还没有客户端：在“llm-proxy clients add”创建之前，所有请求都会被拒绝</translation>
    </message>
    <message>
        <source>does nothing without LLM_PROXY_TRUSTED_PROXIES</source>
        <translation>没有 LLM_PROXY_TRUSTED_PROXIES 则不起作用</translation>
    </message>
    <message>
        <source>client %1: %2</source>
        <translation>客户端 %1：%2</translation>
    </message>
    <message>
        <source>key: sha256: is followed by 64 hex digits</source>
        <translation>key：sha256: 后面是 64 个十六进制数字</translation>
    </message>
    <message>
        <source>key must be at least %1 visible ASCII characters without commas, or sha256: and 64 hex digits</source>
        <translation>key 必须是至少 %1 个不含逗号的可见 ASCII 字符，或 sha256: 加 64 个十六进制数字</translation>
    </message>
    <message>
        <source>policy must be cache-aware, human-turn, every-request or off</source>
        <translation>policy 必须是 cache-aware、human-turn、every-request 或 off</translation>
    </message>
    <message>
        <source>models must be 1 to %1 names, in which * stands for any text</source>
        <translation>models 必须是 1 到 %1 个名称，其中 * 代表任意文本</translation>
    </message>
    <message>
        <source>models: %1</source>
        <translation>models：%1</translation>
    </message>
    <message>
        <source>expires: %1</source>
        <translation>expires：%1</translation>
    </message>
    <message>
        <source>revoked must be true or false</source>
        <translation>revoked 必须是 true 或 false</translation>
    </message>
    <message>
        <source>%1 is not known; known are name, key, policy, models, budget, expires and revoked</source>
        <translation>未知的 %1；已知的有 name、key、policy、models、budget、expires 和 revoked</translation>
    </message>
    <message>
        <source>needs a key</source>
        <translation>需要 key</translation>
    </message>
    <message>
        <source>is no JSON of the form {&quot;clients&quot;: [{&quot;name&quot;: …, &quot;key&quot;: …}]}</source>
        <translation>不是 {&quot;clients&quot;: [{&quot;name&quot;: …, &quot;key&quot;: …}]} 形式的 JSON</translation>
    </message>
    <message>
        <source>has an entry that is not name:key</source>
        <translation>含有不是 name:key 的条目</translation>
    </message>
    <message>
        <source>has more than %1 clients</source>
        <translation>超过 %1 个客户端</translation>
    </message>
    <message>
        <source>there is a client %1 already</source>
        <translation>已有客户端 %1</translation>
    </message>
    <message>
        <source>its key is another one&apos;s too</source>
        <translation>它的密钥与另一个相同</translation>
    </message>
    <message>
        <source>%1 can&apos;t be read</source>
        <translation>无法读取 %1</translation>
    </message>
    <message>
        <source>%1 can be read by everybody: chmod 600</source>
        <translation>%1 可被所有人读取：chmod 600</translation>
    </message>
    <message>
        <source>%1 is larger than %2 bytes</source>
        <translation>%1 超过 %2 字节</translation>
    </message>
    <message>
        <source>name must be a word of letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;, at most %1</source>
        <translation>name 必须是由字母、数字、“-”、“_”和“.”组成的词，最多 %1 个</translation>
    </message>
    <message>
        <source>the name %1 could be taken for a key&apos;s fingerprint</source>
        <translation>名称 %1 可能被误认为密钥的指纹</translation>
    </message>
    <message>
        <source>must be a day (2027-01-31) or a time (2027-01-31T18:00:00Z)</source>
        <translation>必须是日期（2027-01-31）或时间（2027-01-31T18:00:00Z）</translation>
    </message>
    <message>
        <source>IP addresses or localhost; beyond loopback LLM_PROXY_API_KEYS or LLM_PROXY_CLIENTS is needed</source>
        <translation>IP 地址或 localhost；环回之外需要 LLM_PROXY_API_KEYS 或 LLM_PROXY_CLIENTS</translation>
    </message>
    <message>
        <source>Named clients, each with a key of its own; not set: there are none</source>
        <translation>具名客户端，各有自己的密钥；未设置：没有</translation>
    </message>
    <message>
        <source>a file that its owner alone can read, name:key,name:key or a JSON array of objects</source>
        <translation>只有其所有者可读的文件、name:key,name:key 或 JSON 对象数组</translation>
    </message>
    <message>
        <source>Balancers whose X-Forwarded-For is believed; from anybody else it is ignored</source>
        <translation>其 X-Forwarded-For 受信任的负载均衡器；其他来源的会被忽略</translation>
    </message>
    <message>
        <source>addresses or networks such as 10.0.0.0/8</source>
        <translation>地址或网络，如 10.0.0.0/8</translation>
    </message>
    <message>
        <source>Trusted proxies begin each connection with a header of the PROXY protocol, version 2</source>
        <translation>受信任的代理以 PROXY 协议第 2 版的头部开始每个连接</translation>
    </message>
    <message>
        <source>How long a stop still takes requests while /readyz already answers 503</source>
        <translation>停止时在 /readyz 已返回 503 的情况下仍接受请求的时长</translation>
    </message>
    <message>
        <source>LLM_PROXY_CLIENTS: %1; the former clients stay</source>
        <translation>LLM_PROXY_CLIENTS：%1；保留先前的客户端</translation>
    </message>
    <message>
        <source>A trusted proxy begins with a header of the PROXY protocol here.</source>
        <translation>受信任的代理在此须以 PROXY 协议的头部开始。</translation>
    </message>
    <message>
        <source>The PROXY protocol is read in version 2 alone: let the balancer send that (send-proxy-v2).</source>
        <translation>只读取 PROXY 协议第 2 版：请让负载均衡器发送该版本（send-proxy-v2）。</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is of an unknown kind.</source>
        <translation>PROXY 协议的头部类型未知。</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is too large.</source>
        <translation>PROXY 协议的头部过大。</translation>
    </message>
    <message>
        <source>The header of the PROXY protocol is shorter than its addresses.</source>
        <translation>PROXY 协议的头部比其中的地址还短。</translation>
    </message>
    <message>
        <source>this proxy key has expired</source>
        <translation>此代理密钥已过期</translation>
    </message>
    <message>
        <source>this proxy key was revoked</source>
        <translation>此代理密钥已被吊销</translation>
    </message>
    <message>
        <source>the client %1 may not use the model %2</source>
        <translation>客户端 %1 不得使用模型 %2</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and those of a websocket are not looked at: use HTTP</source>
        <translation>客户端 %1 的模型受限，而 websocket 的模型不会被检查：请使用 HTTP</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and this path does not tell the model</source>
        <translation>客户端 %1 的模型受限，而此路径未指明模型</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited, and this body does not tell the model for sure</source>
        <translation>客户端 %1 的模型受限，而此请求体未明确指明模型</translation>
    </message>
    <message>
        <source>is no URL of the scheme redis or rediss</source>
        <translation>不是 redis 或 rediss 方案的 URL</translation>
    </message>
    <message>
        <source>names no host</source>
        <translation>没有指明主机</translation>
    </message>
    <message>
        <source>its path is no number of a database</source>
        <translation>其路径不是数据库编号</translation>
    </message>
    <message>
        <source>its user or password is too long</source>
        <translation>其用户名或密码过长</translation>
    </message>
    <message>
        <source>it names a user without a password</source>
        <translation>它指明了用户但没有密码</translation>
    </message>
    <message>
        <source>Redis or Valkey that several instances share; not set: nothing is shared</source>
        <translation>多个实例共享的 Redis 或 Valkey；未设置：不共享任何内容</translation>
    </message>
    <message>
        <source>redis://user:password@host:port/database, or rediss:// for TLS; special characters percent-encoded</source>
        <translation>redis://用户:密码@主机:端口/数据库，TLS 用 rediss://；特殊字符用百分号编码</translation>
    </message>
    <message>
        <source>&quot;%1&quot; holds no certificates that can be read</source>
        <translation>“%1”中没有可读取的证书</translation>
    </message>
    <message>
        <source>a file of certificates in PEM</source>
        <translation>PEM 格式的证书文件</translation>
    </message>
    <message>
        <source>is not set: each instance keys its fingerprints by itself, so decisions, sessions and overrides are not shared</source>
        <translation>未设置：每个实例各自生成指纹密钥，因此不共享决定、会话和覆盖</translation>
    </message>
    <message>
        <source>the same file of at least %1 secret bytes for all</source>
        <translation>所有实例使用同一个至少含 %1 个机密字节的文件</translation>
    </message>
    <message>
        <source>&quot;%1&quot; holds no key that can be read</source>
        <translation>“%1”中没有可读取的密钥</translation>
    </message>
    <message>
        <source>a file of %1 to %2 bytes</source>
        <translation>%1 到 %2 字节的文件</translation>
    </message>
    <message>
        <source>Certificates (PEM) with which the store&apos;s own is checked; not set: the system&apos;s</source>
        <translation>用于校验存储证书的证书（PEM）；未设置时使用系统的</translation>
    </message>
    <message>
        <source>Secret by which fingerprints are keyed, the same on all instances; not set: a new one at each start</source>
        <translation>指纹所用的密钥，所有实例相同；未设置：每次启动新建</translation>
    </message>
    <message>
        <source>this instance does not know the session: name the model</source>
        <translation>此实例不认识该会话：请指明模型</translation>
    </message>
    <message>
        <source>%1, by another instance</source>
        <translation>%1，由另一个实例决定</translation>
    </message>
    <message>
        <source>no answer within %1 ms</source>
        <translation>%1 毫秒内没有应答</translation>
    </message>
    <message>
        <source>the connection was %1</source>
        <translation>连接已结束：%1</translation>
    </message>
    <message>
        <source>its answer is not understood</source>
        <translation>无法理解其应答</translation>
    </message>
    <message>
        <source>is being connected</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>is shared</source>
        <translation>已共享</translation>
    </message>
    <message>
        <source>can&apos;t be reached: this instance works alone</source>
        <translation>无法连接：此实例独自工作</translation>
    </message>
    <message>
        <source>does not answer in time: this instance works alone</source>
        <translation>未及时应答：此实例独自工作</translation>
    </message>
    <message>
        <source>refuses this instance, which works alone</source>
        <translation>拒绝此实例，它独自工作</translation>
    </message>
    <message>
        <source>takes no writes, it is a replica: what this instance learns is not shared</source>
        <translation>不接受写入，它是副本：此实例学到的内容不共享</translation>
    </message>
    <message>
        <source>takes no writes, it is full: what this instance learns is not shared</source>
        <translation>不接受写入，它已满：此实例学到的内容不共享</translation>
    </message>
    <message>
        <source>the models of the client %1 are limited: no fallbacks</source>
        <translation>客户端 %1 的模型受限：不允许 fallbacks</translation>
    </message>
    <message>
        <source>client_name must be a text</source>
        <translation>client_name 必须是文本</translation>
    </message>
    <message>
        <source>this instance does not know the session: name its client (client_name)</source>
        <translation>此实例不知道该会话：请指明其客户端 (client_name)</translation>
    </message>
    <message>
        <source>answers in part: what its silent node holds is not shared</source>
        <translation>部分应答：无响应节点上的内容不共享</translation>
    </message>
    <message>
        <source>this closes no parenthesis</source>
        <translation>这里没有可关闭的括号</translation>
    </message>
    <message>
        <source>too many parentheses</source>
        <translation>括号太多</translation>
    </message>
    <message>
        <source>this parenthesis is not closed</source>
        <translation>此括号未关闭</translation>
    </message>
    <message>
        <source>the filter is too long</source>
        <translation>筛选条件太长</translation>
    </message>
    <message>
        <source>`%1` is no number; write &gt;500, &lt;=2k or 10s</source>
        <translation>`%1` 不是数字；请写 &gt;500、&lt;=2k 或 10s</translation>
    </message>
    <message>
        <source>`%1` is no time; write 10m, 2h, 14:30 or 2026-11-30</source>
        <translation>`%1` 不是时间；请写 10m、2h、14:30 或 2026-11-30</translation>
    </message>
    <message>
        <source>write yes or no, not `%1`</source>
        <translation>请写 yes 或 no，而不是 `%1`</translation>
    </message>
    <message>
        <source>no field `%1`; a word with a colon stands in quotes</source>
        <translation>没有字段 `%1`；带冒号的词请放在引号中</translation>
    </message>
    <message>
        <source>no field `%1`; did you mean `%2`?</source>
        <translation>没有字段 `%1`；您是指 `%2` 吗？</translation>
    </message>
    <message>
        <source>Keep the text of the latest requests and answers, in memory only: how many requests, at most 64 MB; 0: none</source>
        <translation>仅在内存中保留最近请求与应答的文本：保留多少个请求，最多 64 MB；0：不保留</translation>
    </message>
    <message>
        <source>the texts of this exchange are not kept</source>
        <translation>未保留此次交换的文本</translation>
    </message>
    <message>
        <source>this file holds no request that can be shown</source>
        <translation>此文件中没有可显示的请求</translation>
    </message>
    <message>
        <source>the file is larger than %1 MB</source>
        <translation>文件大于 %1 MB</translation>
    </message>
    <message>
        <source>it closed the connection while that was made</source>
        <translation>对方在建立连接时关闭了连接</translation>
    </message>
    <message>
        <source>the upstream at %1: %2</source>
        <translation>位于 %1 的上游:%2</translation>
    </message>
    <message>
        <source>%1 can&apos;t be created: %2</source>
        <translation>无法创建 %1:%2</translation>
    </message>
    <message>
        <source>The budget of the client %1 is used up: %2. It begins anew at %3; until then whoever runs this proxy can lift it.</source>
        <translation>客户端 %1 的预算已用完：%2。将于 %3 重新开始；在此之前，运行此代理的人可以解除限制。</translation>
    </message>
    <message>
        <source>has no address of this machine alone: bin/start and bin/health are refused without a key</source>
        <translation>没有仅供本机使用的地址：没有密钥时 bin/start 和 bin/health 会被拒绝</translation>
    </message>
    <message>
        <source>127.0.0.1 as well, or LLM_PROXY_API_KEYS</source>
        <translation>同时加上 127.0.0.1，或设置 LLM_PROXY_API_KEYS</translation>
    </message>
    <message>
        <source>neither LLM_PROXY_BUDGETS nor a client of LLM_PROXY_CLIENTS has a limit named %1</source>
        <translation>LLM_PROXY_BUDGETS 和 LLM_PROXY_CLIENTS 中的客户端都没有名为 %1 的限额</translation>
    </message>
    <message>
        <source>the key of this request is none of this proxy&apos;s: send a proxy key as X-LLM-Proxy-Key or as the API key of your client</source>
        <translation>此请求的密钥不属于此代理：请将代理密钥作为 X-LLM-Proxy-Key 或客户端的 API 密钥发送</translation>
    </message>
</context>
<context>
    <name>EngineCode</name>
    <message>
        <source>routed</source>
        <translation>已路由</translation>
    </message>
    <message>
        <source>reused</source>
        <translation>沿用</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>reverted</source>
        <translation>已还原</translation>
    </message>
    <message>
        <source>pass</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>routing off</source>
        <translation>路由已关闭</translation>
    </message>
    <message>
        <source>no Morph key</source>
        <translation>没有 Morph 密钥</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>不是 JSON</translation>
    </message>
    <message>
        <source>encoded</source>
        <translation>已编码</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>model named twice</source>
        <translation>模型重复指定</translation>
    </message>
    <message>
        <source>no user text</source>
        <translation>没有用户文本</translation>
    </message>
    <message>
        <source>side request</source>
        <translation>附带请求</translation>
    </message>
    <message>
        <source>probe</source>
        <translation>试探</translation>
    </message>
    <message>
        <source>sub-agent</source>
        <translation>子智能体</translation>
    </message>
    <message>
        <source>compaction</source>
        <translation>压缩</translation>
    </message>
    <message>
        <source>unclear</source>
        <translation>不明确</translation>
    </message>
    <message>
        <source>unknown label</source>
        <translation>未知标签</translation>
    </message>
    <message>
        <source>Morph unreachable</source>
        <translation>Morph 无法连接</translation>
    </message>
    <message>
        <source>Morph too slow</source>
        <translation>Morph 超时</translation>
    </message>
    <message>
        <source>Morph refused the key</source>
        <translation>Morph 拒绝密钥</translation>
    </message>
    <message>
        <source>Morph limits the rate</source>
        <translation>Morph 限流</translation>
    </message>
    <message>
        <source>Morph rejected it</source>
        <translation>被 Morph 拒绝</translation>
    </message>
    <message>
        <source>Morph failed</source>
        <translation>Morph 故障</translation>
    </message>
    <message>
        <source>Morph&apos;s answer unreadable</source>
        <translation>Morph 响应无法读取</translation>
    </message>
    <message>
        <source>breaker open</source>
        <translation>熔断器断开</translation>
    </message>
    <message>
        <source>breaker probing</source>
        <translation>熔断器试探中</translation>
    </message>
    <message>
        <source>too busy</source>
        <translation>繁忙</translation>
    </message>
    <message>
        <source>no listed model</source>
        <translation>列表中没有模型</translation>
    </message>
    <message>
        <source>prefix not listed</source>
        <translation>前缀不在列表中</translation>
    </message>
    <message>
        <source>other family</source>
        <translation>其他系列</translation>
    </message>
    <message>
        <source>unknown continuation</source>
        <translation>未知的续接</translation>
    </message>
    <message>
        <source>barred</source>
        <translation>已禁用</translation>
    </message>
    <message>
        <source>keep rule</source>
        <translation>保留规则</translation>
    </message>
    <message>
        <source>held by an override</source>
        <translation>手动固定</translation>
    </message>
    <message>
        <source>unsafe</source>
        <translation>不安全</translation>
    </message>
    <message>
        <source>cache warm</source>
        <translation>缓存有效</translation>
    </message>
    <message>
        <source>recent upgrade</source>
        <translation>近期曾升级</translation>
    </message>
    <message>
        <source>not worth asking</source>
        <translation>无需询问</translation>
    </message>
    <message>
        <source>same model</source>
        <translation>同一模型</translation>
    </message>
    <message>
        <source>caches ignored</source>
        <translation>忽略缓存</translation>
    </message>
    <message>
        <source>upgrade</source>
        <translation>升级</translation>
    </message>
    <message>
        <source>cold</source>
        <translation>冷</translation>
    </message>
    <message>
        <source>prices unknown</source>
        <translation>价格未知</translation>
    </message>
    <message>
        <source>worth it</source>
        <translation>划算</translation>
    </message>
    <message>
        <source>safe</source>
        <translation>安全</translation>
    </message>
    <message>
        <source>safe with changes</source>
        <translation>调整后安全</translation>
    </message>
    <message>
        <source>open tool exchange</source>
        <translation>工具调用未完成</translation>
    </message>
    <message>
        <source>previous response</source>
        <translation>先前的响应</translation>
    </message>
    <message>
        <source>signed thinking</source>
        <translation>已签名的思考</translation>
    </message>
    <message>
        <source>max_tokens</source>
        <translation>max_tokens</translation>
    </message>
    <message>
        <source>context window</source>
        <translation>上下文窗口</translation>
    </message>
    <message>
        <source>images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>audio</source>
        <translation>音频</translation>
    </message>
    <message>
        <source>beta feature</source>
        <translation>测试功能</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>a person asks</source>
        <translation>人工提问</translation>
    </message>
    <message>
        <source>tool continuation</source>
        <translation>工具续接</translation>
    </message>
    <message>
        <source>start of a sub-agent</source>
        <translation>子智能体启动</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>简单</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>中等</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>困难</translation>
    </message>
    <message>
        <source>open</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>client left</source>
        <translation>客户端已断开</translation>
    </message>
    <message>
        <source>the client changed it</source>
        <translation>客户端作了修改</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>闲置</translation>
    </message>
    <message>
        <source>upstream</source>
        <translation>上游</translation>
    </message>
    <message>
        <source>model switch</source>
        <translation>切换模型</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>masked</source>
        <translation>已遮蔽</translation>
    </message>
    <message>
        <source>not cheaper</source>
        <translation>并不更便宜</translation>
    </message>
    <message>
        <source>targets ended</source>
        <translation>目标已停用</translation>
    </message>
    <message>
        <source>keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>not listed</source>
        <translation>不在列表中</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>strong enough</source>
        <translation>足够强</translation>
    </message>
    <message>
        <source>state at the provider</source>
        <translation>服务商端状态</translation>
    </message>
    <message>
        <source>system message</source>
        <translation>系统消息</translation>
    </message>
    <message>
        <source>effort of a message</source>
        <translation>单条消息的推理强度</translation>
    </message>
    <message>
        <source>prefill</source>
        <translation>预填回答</translation>
    </message>
    <message>
        <source>forced tool</source>
        <translation>强制工具</translation>
    </message>
    <message>
        <source>sampling</source>
        <translation>采样参数</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>推定</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>stop sequences</source>
        <translation>停止序列</translation>
    </message>
    <message>
        <source>output format</source>
        <translation>输出格式</translation>
    </message>
    <message>
        <source>fallbacks</source>
        <translation>后备模型</translation>
    </message>
    <message>
        <source>tool version</source>
        <translation>工具版本</translation>
    </message>
    <message>
        <source>unknown to this machine</source>
        <translation>本机不确定</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>接续</translation>
    </message>
    <message>
        <source>hard before</source>
        <translation>之前困难</translation>
    </message>
    <message>
        <source>plan mode</source>
        <translation>计划模式</translation>
    </message>
    <message>
        <source>failed results</source>
        <translation>失败的结果</translation>
    </message>
    <message>
        <source>the same calls</source>
        <translation>相同的调用</translation>
    </message>
    <message>
        <source>fee too high</source>
        <translation>费用过高</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>limit used up</source>
        <translation>限额已用完</translation>
    </message>
    <message>
        <source>aggressive</source>
        <translation>激进</translation>
    </message>
    <message>
        <source>easy models only</source>
        <translation>仅用简单模型</translation>
    </message>
    <message>
        <source>only auto is routed</source>
        <translation>仅路由 auto</translation>
    </message>
    <message>
        <source>no levels known</source>
        <translation>没有已知的级别</translation>
    </message>
    <message>
        <source>set in the name</source>
        <translation>已在名称中设定</translation>
    </message>
    <message>
        <source>not readable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>low enough</source>
        <translation>已足够低</translation>
    </message>
    <message>
        <source>the session runs</source>
        <translation>会话正在进行</translation>
    </message>
    <message>
        <source>warned</source>
        <translation>已警告</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>不允许</translation>
    </message>
</context>
<context>
    <name>EngineStep</name>
    <message>
        <source>routing switch</source>
        <translation>路由开关</translation>
    </message>
    <message>
        <source>routable</source>
        <translation>可路由</translation>
    </message>
    <message>
        <source>override</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>kind of turn</source>
        <translation>轮次类型</translation>
    </message>
    <message>
        <source>model family</source>
        <translation>模型系列</translation>
    </message>
    <message>
        <source>previous response</source>
        <translation>先前的响应</translation>
    </message>
    <message>
        <source>known turn</source>
        <translation>已知轮次</translation>
    </message>
    <message>
        <source>session</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>continuation</source>
        <translation>续接</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>classification</source>
        <translation>分类</translation>
    </message>
    <message>
        <source>preflight</source>
        <translation>预检</translation>
    </message>
    <message>
        <source>switch policy</source>
        <translation>切换策略</translation>
    </message>
    <message>
        <source>keep rule</source>
        <translation>保留规则</translation>
    </message>
    <message>
        <source>asking Morph</source>
        <translation>询问 Morph</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>choice</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>secrets</source>
        <translation>机密</translation>
    </message>
    <message>
        <source>target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>judged on this machine</source>
        <translation>在本机判断</translation>
    </message>
    <message>
        <source>sign of the agent</source>
        <translation>代理的迹象</translation>
    </message>
    <message>
        <source>plan limit</source>
        <translation>套餐限额</translation>
    </message>
    <message>
        <source>model auto</source>
        <translation>模型 auto</translation>
    </message>
    <message>
        <source>only auto</source>
        <translation>仅 auto</translation>
    </message>
    <message>
        <source>effort</source>
        <translation>推理强度</translation>
    </message>
    <message>
        <source>budget</source>
        <translation>预算</translation>
    </message>
</context>
<context>
    <name>ExchangeFacts</name>
    <message>
        <source>nothing: every byte as the client sent it</source>
        <translation>无：每个字节均与客户端发送的一致</translation>
    </message>
    <message>
        <source>bytes %1–%2 of %3; everything else identical</source>
        <translation>第 %1–%2 字节，共 %3 字节；其余完全一致</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>未报告</translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation>节省 %1</translation>
    </message>
    <message>
        <source>%1 tokens were not read again (%2)</source>
        <translation>%1 个 token 未再次读取（%2）</translation>
    </message>
    <message>
        <source>%1 tokens were not read again (%2), first difference at %3</source>
        <translation>%1 个 token 未再次读取（%2），首个差异位于 %3</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>决策</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>用量</translation>
    </message>
    <message>
        <source>Cache lost</source>
        <translation>缓存丢失</translation>
    </message>
    <message>
        <source>upstream said %1</source>
        <translation>上游返回 %1</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>响应</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message numerus="yes">
        <source>%1 up, %2 down, %n attempt(s) upstream</source>
        <translation>
            <numerusform>上行 %1，下行 %2，上游尝试 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>Converted</source>
        <translation>转换</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Classified text</source>
        <translation>分类文本</translation>
    </message>
    <message>
        <source>recording it is off</source>
        <translation>未启用记录</translation>
    </message>
    <message numerus="yes">
        <source>Morph in %1, %n request(s)</source>
        <translation>
            <numerusform>Morph 用时 %1，%n 次请求</numerusform>
        </translation>
    </message>
    <message>
        <source>This machine says</source>
        <translation>本机判断</translation>
    </message>
    <message>
        <source>%1 (looks hard: %2 of 100)</source>
        <translation>%1（看起来困难：%2/100）</translation>
    </message>
    <message>
        <source>Client&apos;s name</source>
        <translation>客户端名称</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>输入令牌</translation>
    </message>
    <message>
        <source>read from the cache</source>
        <translation>从缓存读取</translation>
    </message>
    <message>
        <source>written to the cache</source>
        <translation>写入缓存</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>输出令牌</translation>
    </message>
    <message>
        <source>of them thoughts</source>
        <translation>其中思考</translation>
    </message>
    <message>
        <source>Cost at list prices</source>
        <translation>按标价的费用</translation>
    </message>
    <message>
        <source>as requested</source>
        <translation>按所请求模型</translation>
    </message>
    <message>
        <source>Morph&apos;s fee</source>
        <translation>Morph 费用</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) passed</source>
        <translation>
            <numerusform>%n 项检查通过</numerusform>
        </translation>
    </message>
    <message>
        <source>cache warm</source>
        <translation>缓存有效</translation>
    </message>
    <message>
        <source>cache cold</source>
        <translation>缓存未命中</translation>
    </message>
    <message>
        <source>stays with %1</source>
        <translation>保持 %1</translation>
    </message>
    <message>
        <source>passed on unchanged</source>
        <translation>原样转发</translation>
    </message>
    <message>
        <source>cost %1 more</source>
        <translation>多花费 %1</translation>
    </message>
    <message>
        <source>What is this?</source>
        <translation>这是什么?</translation>
    </message>
</context>
<context>
    <name>HumanFormat</name>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
</context>
<context>
    <name>ManualLink</name>
    <message>
        <source>What is this? %1</source>
        <translation>这是什么?%1</translation>
    </message>
    <message>
        <source>What is this? (manual, F1)</source>
        <translation>这是什么?(手册,F1)</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>The proxy went down or came up</source>
        <translation>代理停止或恢复运行</translation>
    </message>
    <message>
        <source>Morph or CLIProxyAPI failed or works again</source>
        <translation>Morph 或 CLIProxyAPI 出现故障或恢复正常</translation>
    </message>
    <message>
        <source>A stream stood still for a minute</source>
        <translation>数据流停滞了一分钟</translation>
    </message>
    <message>
        <source>A session lost its prompt cache</source>
        <translation>会话丢失了提示词缓存</translation>
    </message>
    <message>
        <source>The day&apos;s budget is used up</source>
        <translation>当日预算已用完</translation>
    </message>
    <message>
        <source>%1 of %2 at list prices. Requests go on.</source>
        <translation>按标价已用 %1，预算 %2。请求会继续处理。</translation>
    </message>
    <message>
        <source>The proxy does not serve</source>
        <translation>代理停止服务</translation>
    </message>
    <message>
        <source>The proxy serves again</source>
        <translation>代理恢复服务</translation>
    </message>
    <message>
        <source>%1 fails</source>
        <translation>%1 出现故障</translation>
    </message>
    <message>
        <source>%1 works again</source>
        <translation>%1 恢复正常</translation>
    </message>
    <message>
        <source>A stream stands still</source>
        <translation>数据流处于停滞状态</translation>
    </message>
    <message>
        <source>A stream stood still</source>
        <translation>数据流停滞</translation>
    </message>
    <message>
        <source>%1: no byte for %2, and it is still open</source>
        <translation>%1：已有 %2 没有任何字节，且数据流仍未关闭</translation>
    </message>
    <message>
        <source>%1: %2 without a byte, then %3</source>
        <translation>%1：%2 内没有任何字节，随后 %3</translation>
    </message>
    <message>
        <source>%1 on %2: %3 tokens had to be sent anew (%4)</source>
        <translation>%1 使用 %2：%3 个 token 需重新发送（%4）</translation>
    </message>
    <message>
        <source>A model ends soon, or the map needs care</source>
        <translation>某个模型即将停用，或映射需要处理</translation>
    </message>
    <message>
        <source>Models need your care</source>
        <translation>模型需要处理</translation>
    </message>
    <message>
        <source>%1 (%2 in all, see Health)</source>
        <translation>%1（共 %2 项，见“健康”页）</translation>
    </message>
    <message>
        <source>A budget or limit is used up, or nearly</source>
        <translation>预算或限额已用完或即将用完</translation>
    </message>
    <message>
        <source>The limit %1 is used up</source>
        <translation>限额 %1 已用完</translation>
    </message>
    <message>
        <source>%1. Requests are answered with 429; the tray&apos;s menu lifts it.</source>
        <translation>%1。请求将收到 429；可在托盘菜单中解除。</translation>
    </message>
    <message>
        <source>The limit %1: easy models only</source>
        <translation>限额 %1：仅用简单模型</translation>
    </message>
    <message>
        <source>%1. New tasks go to easy models.</source>
        <translation>%1。新任务将交给简单模型。</translation>
    </message>
    <message>
        <source>The limit %1 is nearly used up</source>
        <translation>限额 %1 即将用完</translation>
    </message>
    <message>
        <source>%1. Requests go on.</source>
        <translation>%1。请求照常进行。</translation>
    </message>
</context>
<context>
    <name>SettingLabels</name>
    <message>
        <source>Morph key</source>
        <translation>Morph 密钥</translation>
    </message>
    <message>
        <source>Morph&apos;s address</source>
        <translation>Morph 地址</translation>
    </message>
    <message>
        <source>Route requests</source>
        <translation>路由请求</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>Whose models</source>
        <translation>使用谁的模型</translation>
    </message>
    <message>
        <source>How the model is chosen</source>
        <translation>如何选择模型</translation>
    </message>
    <message>
        <source>When to switch models</source>
        <translation>何时切换模型</translation>
    </message>
    <message>
        <source>Who judges a task</source>
        <translation>由谁判断任务</translation>
    </message>
    <message>
        <source>Tell the client how it was routed</source>
        <translation>告知客户端路由结果</translation>
    </message>
    <message>
        <source>Route the Responses API</source>
        <translation>路由 Responses API</translation>
    </message>
    <message>
        <source>Sub-agents</source>
        <translation>子代理</translation>
    </message>
    <message>
        <source>Offer a model called auto</source>
        <translation>提供名为 auto 的模型</translation>
    </message>
    <message>
        <source>Route auto only</source>
        <translation>仅路由 auto</translation>
    </message>
    <message>
        <source>Lower the effort of easy tasks</source>
        <translation>降低简单任务的推理强度</translation>
    </message>
    <message>
        <source>Mask secrets before asking Morph</source>
        <translation>询问 Morph 前遮盖机密</translation>
    </message>
    <message>
        <source>Save plan limits</source>
        <translation>节省套餐额度</translation>
    </message>
    <message>
        <source>Allow use beyond the plan</source>
        <translation>允许超出套餐使用</translation>
    </message>
    <message>
        <source>Further attempts at Morph</source>
        <translation>对 Morph 的重试次数</translation>
    </message>
    <message>
        <source>Calls to Morph at once</source>
        <translation>同时调用 Morph 的数量</translation>
    </message>
    <message>
        <source>Time for a decision</source>
        <translation>决策用时</translation>
    </message>
    <message>
        <source>Failures that stop asking Morph</source>
        <translation>停止询问 Morph 的失败次数</translation>
    </message>
    <message>
        <source>Pause after failures of Morph</source>
        <translation>Morph 失败后的暂停</translation>
    </message>
    <message>
        <source>Models for easy tasks</source>
        <translation>简单任务的模型</translation>
    </message>
    <message>
        <source>Models for medium tasks</source>
        <translation>中等任务的模型</translation>
    </message>
    <message>
        <source>Models for hard tasks</source>
        <translation>困难任务的模型</translation>
    </message>
    <message>
        <source>Models for unclear tasks</source>
        <translation>不明确任务的模型</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Addresses to listen on</source>
        <translation>监听地址</translation>
    </message>
    <message>
        <source>Keys for clients</source>
        <translation>客户端密钥</translation>
    </message>
    <message>
        <source>Named clients</source>
        <translation>具名客户端</translation>
    </message>
    <message>
        <source>Trusted balancers</source>
        <translation>受信任的负载均衡器</translation>
    </message>
    <message>
        <source>PROXY protocol from balancers</source>
        <translation>负载均衡器的 PROXY 协议</translation>
    </message>
    <message>
        <source>Further host names</source>
        <translation>其他主机名</translation>
    </message>
    <message>
        <source>Allowed web origins</source>
        <translation>允许的网页来源</translation>
    </message>
    <message>
        <source>Management from other machines</source>
        <translation>允许其他机器管理</translation>
    </message>
    <message>
        <source>Largest body that is routed</source>
        <translation>可路由的最大正文</translation>
    </message>
    <message>
        <source>Memory for all bodies</source>
        <translation>所有正文的内存</translation>
    </message>
    <message>
        <source>Client connections</source>
        <translation>客户端连接数</translation>
    </message>
    <message>
        <source>Time for a request&apos;s head</source>
        <translation>请求头用时</translation>
    </message>
    <message>
        <source>Silence inside a request</source>
        <translation>请求内的静默</translation>
    </message>
    <message>
        <source>Idle client connections</source>
        <translation>空闲客户端连接</translation>
    </message>
    <message>
        <source>Time for open streams at a stop</source>
        <translation>停止时等待打开的流</translation>
    </message>
    <message>
        <source>Notice before a stop</source>
        <translation>停止前的通知</translation>
    </message>
    <message>
        <source>CLIProxyAPI&apos;s address</source>
        <translation>CLIProxyAPI 地址</translation>
    </message>
    <message>
        <source>CLIProxyAPI key</source>
        <translation>CLIProxyAPI 密钥</translation>
    </message>
    <message>
        <source>File with CLIProxyAPI&apos;s keys</source>
        <translation>含 CLIProxyAPI 密钥的文件</translation>
    </message>
    <message>
        <source>API of the upstream</source>
        <translation>上游的 API</translation>
    </message>
    <message>
        <source>Further attempts upstream</source>
        <translation>上游重试次数</translation>
    </message>
    <message>
        <source>Failures that stop the upstream</source>
        <translation>停用上游的失败次数</translation>
    </message>
    <message>
        <source>Time to connect</source>
        <translation>连接用时</translation>
    </message>
    <message>
        <source>Time to the first byte</source>
        <translation>首字节用时</translation>
    </message>
    <message>
        <source>Silence inside an answer</source>
        <translation>应答内的静默</translation>
    </message>
    <message>
        <source>Folder of the request log</source>
        <translation>请求日志文件夹</translation>
    </message>
    <message>
        <source>Log the text of tasks</source>
        <translation>记录任务文本</translation>
    </message>
    <message>
        <source>Texts kept in memory</source>
        <translation>内存中保留的文本</translation>
    </message>
    <message>
        <source>Warn at a day&apos;s cost</source>
        <translation>每日费用警告</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>限额</translation>
    </message>
    <message>
        <source>CLIProxyAPI program</source>
        <translation>CLIProxyAPI 程序</translation>
    </message>
    <message>
        <source>Management key</source>
        <translation>管理密钥</translation>
    </message>
    <message>
        <source>Shared store</source>
        <translation>共享存储</translation>
    </message>
    <message>
        <source>Certificates of the store</source>
        <translation>存储的证书</translation>
    </message>
    <message>
        <source>Shared fingerprint key</source>
        <translation>共享指纹密钥</translation>
    </message>
</context>
<context>
    <name>StatusIcons</name>
    <message>
        <source>CLIProxyAPI is not reachable</source>
        <translation>无法连接 CLIProxyAPI</translation>
    </message>
    <message>
        <source>Morph fails: requests keep their model</source>
        <translation>Morph 出现故障：请求保留原模型</translation>
    </message>
    <message>
        <source>Routing is off: no Morph API key is set</source>
        <translation>路由已关闭：未设置 Morph API 密钥</translation>
    </message>
    <message>
        <source>Limit used up: %1</source>
        <translation>限额已用完：%1</translation>
    </message>
</context>
<context>
    <name>app::ProgramHost</name>
    <message>
        <source>another llm-proxy owns %1</source>
        <translation>%1 已被另一个 llm-proxy 占用</translation>
    </message>
</context>
<context>
    <name>ui</name>
    <message>
        <source>About llm-proxy</source>
        <translation>关于 llm-proxy</translation>
    </message>
    <message>
        <source>A proxy that sends each task of an agent to the cheapest model that can do it.

It is made with Qt %1 (LGPL 3), simdjson and yaml-cpp (Apache 2, MIT), nghttp2 and tl-expected (MIT, CC0), xxHash and hiredis (BSD), zlib and zstd.</source>
        <translation>把代理的每个任务交给能完成它的最便宜模型的代理服务器。

使用 Qt %1 (LGPL 3)、simdjson 与 yaml-cpp (Apache 2, MIT)、nghttp2 与 tl-expected (MIT, CC0)、xxHash 与 hiredis (BSD)、zlib 和 zstd 构建。</translation>
    </message>
    <message>
        <source>&amp;Copy for a report</source>
        <translation>复制以便报告(&amp;C)</translation>
    </message>
</context>
<context>
    <name>ui::AgentPage</name>
    <message>
        <source>&amp;Write</source>
        <translation>写入(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>What changes in %1</source>
        <translation>%1 中的更改</translation>
    </message>
    <message>
        <source>&amp;Copy the lines instead</source>
        <translation>改为复制这些行(&amp;C)</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>已复制：%1</translation>
    </message>
    <message>
        <source>▲ Can&apos;t be changed: %1</source>
        <translation>▲ 无法更改：%1</translation>
    </message>
    <message>
        <source>● %1 is connected</source>
        <translation>● %1 已连接</translation>
    </message>
    <message>
        <source>○ %1 is not connected yet</source>
        <translation>○ %1 尚未连接</translation>
    </message>
    <message>
        <source>– %1 was not found on this machine</source>
        <translation>– 在本机上未找到 %1</translation>
    </message>
    <message>
        <source>%1 (the present file is kept beside it)</source>
        <translation>%1（当前文件会保留在旁边）</translation>
    </message>
    <message>
        <source>%1 (new)</source>
        <translation>%1（新建）</translation>
    </message>
    <message>
        <source>Written. A running agent has to be started again.</source>
        <translation>已写入。正在运行的智能体需要重新启动。</translation>
    </message>
    <message>
        <source>Written; the former file is %1. A running agent has to be started again.</source>
        <translation>已写入；原文件为 %1。正在运行的智能体需要重新启动。</translation>
    </message>
    <message>
        <source>The former file is back.</source>
        <translation>已恢复原文件。</translation>
    </message>
</context>
<context>
    <name>ui::BodyView</name>
    <message>
        <source>thought</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>calls the tool %1</source>
        <translation>调用工具 %1</translation>
    </message>
    <message>
        <source>result of a tool</source>
        <translation>工具结果</translation>
    </message>
    <message>
        <source>Text of the request</source>
        <translation>请求文本</translation>
    </message>
    <message>
        <source>Text of the answer</source>
        <translation>应答文本</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Raw events</source>
        <translation>原始事件</translation>
    </message>
    <message>
        <source>The bytes as they are, in place of the conversation</source>
        <translation>显示原始字节而非对话</translation>
    </message>
    <message>
        <source>Find (Ctrl+F)</source>
        <translation>查找（Ctrl+F）</translation>
    </message>
    <message>
        <source>Find in the text</source>
        <translation>在文本中查找</translation>
    </message>
    <message>
        <source>The one before</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>The next one</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Copy request</source>
        <translation>复制请求</translation>
    </message>
    <message>
        <source>Copy answer</source>
        <translation>复制应答</translation>
    </message>
    <message>
        <source>All of the text that is shown</source>
        <translation>所显示的全部文本</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Into a file, as it is shown</source>
        <translation>按显示内容存入文件</translation>
    </message>
    <message>
        <source>The text of this request is not kept. Settings &gt; Recording: &quot;Keep the text of the latest requests&quot; keeps that of later ones, in memory only.</source>
        <translation>未保留此请求的文本。设置 &gt; 记录：“保留最近请求的文本”会保留之后请求的文本，仅存于内存。</translation>
    </message>
    <message>
        <source>The proxy did not tell the text.</source>
        <translation>代理未提供文本。</translation>
    </message>
    <message>
        <source>This body is compressed or no text, so it is not shown.</source>
        <translation>此内容已压缩或不是文本，因此不显示。</translation>
    </message>
    <message>
        <source>The first %1 of %2 are kept.</source>
        <translation>保留了 %2 中的前 %1。</translation>
    </message>
    <message>
        <source>There is no body.</source>
        <translation>没有内容。</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Save the text</source>
        <translation>保存文本</translation>
    </message>
    <message>
        <source>Saved. The file holds what was typed and answered.</source>
        <translation>已保存。文件包含输入与应答的内容。</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>Fold every part, or unfold all</source>
        <translation>折叠每个部分，或全部展开</translation>
    </message>
</context>
<context>
    <name>ui::BreakerDiagram</name>
    <message>
        <source>next probe in %1 s</source>
        <translation>%1 秒后探测</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>闭合</translation>
    </message>
    <message>
        <source>half-open</source>
        <translation>半开</translation>
    </message>
    <message>
        <source>open</source>
        <translation>断开</translation>
    </message>
    <message numerus="yes">
        <source>Closed: %n failure(s) in a row</source>
        <translation>
            <numerusform>闭合：连续失败 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>Half-open: a probe is under way</source>
        <translation>半开：正在探测</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>Open: next probe in %1 s</source>
        <translation>断开：%1 秒后探测</translation>
    </message>
    <message>
        <source>a probe is due</source>
        <translation>即将探测</translation>
    </message>
    <message>
        <source>Open: a probe is due</source>
        <translation>断开：即将探测</translation>
    </message>
</context>
<context>
    <name>ui::BudgetMenu</name>
    <message>
        <source>&amp;Limits</source>
        <translation>限额(&amp;L)</translation>
    </message>
    <message>
        <source>Lift for an &amp;hour</source>
        <translation>解除一小时(&amp;H)</translation>
    </message>
    <message>
        <source>Lift for the rest of the &amp;day</source>
        <translation>解除至当天结束(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Put into force again</source>
        <translation>重新生效(&amp;P)</translation>
    </message>
    <message>
        <source>%1: %2, lifted until %3</source>
        <translation>%1：%2，已解除至 %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1：%2，%3</translation>
    </message>
</context>
<context>
    <name>ui::ChartPanel</name>
    <message>
        <source>%1: table and export</source>
        <translation>%1：表格与导出</translation>
    </message>
    <message>
        <source>As a table, save</source>
        <translation>表格与保存</translation>
    </message>
    <message>
        <source>Show as &amp;table</source>
        <translation>以表格显示(&amp;T)</translation>
    </message>
    <message>
        <source>Save as &amp;PNG…</source>
        <translation>另存为 PNG(&amp;P)…</translation>
    </message>
    <message>
        <source>Save as &amp;CSV…</source>
        <translation>另存为 CSV(&amp;C)…</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>The picture could not be written.</source>
        <translation>无法写入图片。</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
</context>
<context>
    <name>ui::ConnectDialog</name>
    <message>
        <source>Connect an agent</source>
        <translation>连接智能体</translation>
    </message>
    <message>
        <source>Agents</source>
        <translation>智能体</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Found, not connected</source>
        <translation>已找到，未连接</translation>
    </message>
    <message>
        <source>Not found on this machine</source>
        <translation>在本机上未找到</translation>
    </message>
    <message>
        <source>Lines to copy</source>
        <translation>可复制的行</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Most programs and SDKs read their address from here:</source>
        <translation>大多数程序和 SDK 从此处读取地址：</translation>
    </message>
    <message>
        <source>Other programs</source>
        <translation>其他程序</translation>
    </message>
    <message>
        <source>Send a &amp;test request</source>
        <translation>发送测试请求(&amp;T)</translation>
    </message>
    <message>
        <source>One short request for claude-sonnet-4-5; it may cost a fraction of a cent</source>
        <translation>向 claude-sonnet-4-5 发送一个简短请求；可能花费不到一美分</translation>
    </message>
    <message>
        <source>Sent; see Requests…</source>
        <translation>已发送；请查看“请求”…</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>第一步</translation>
    </message>
</context>
<context>
    <name>ui::DemoTraffic</name>
    <message>
        <source>a small rename is easy, so a cheaper model answers. The row shows both names, and what that saved.</source>
        <translation>小小的重命名很简单，因此由更便宜的模型应答。该行显示两个名称及节省的金额。</translation>
    </message>
    <message>
        <source>this one is hard and keeps a strong model. Select its row: the details say why.</source>
        <translation>这个任务困难，保留强模型。选中该行，详情会说明原因。</translation>
    </message>
    <message>
        <source>another agent, another provider: it stays with that provider&apos;s models.</source>
        <translation>另一个代理、另一家提供商：仍使用该提供商的模型。</translation>
    </message>
    <message>
        <source>who asks for a strong model for hard work gets a strong model.</source>
        <translation>为困难的工作请求强模型，就会得到强模型。</translation>
    </message>
    <message>
        <source>work of medium difficulty gets a model between. Statistics adds it all up.</source>
        <translation>中等难度的工作使用中间档模型。统计页会汇总一切。</translation>
    </message>
    <message>
        <source>that is the tour. Requests go on for a while; leave the demo when you have seen enough.</source>
        <translation>导览到此结束。请求还会持续一会儿；看够后可离开演示。</translation>
    </message>
</context>
<context>
    <name>ui::DesktopApp</name>
    <message>
        <source>The keychain did not give %1: %2</source>
        <translation>无法从密钥环读取 %1：%2</translation>
    </message>
    <message>
        <source>llm-proxy is still running</source>
        <translation>llm-proxy 仍在运行</translation>
    </message>
    <message>
        <source>It stays in the tray. Quit it from its menu there.</source>
        <translation>它保留在系统托盘中。可从托盘菜单退出。</translation>
    </message>
</context>
<context>
    <name>ui::DesktopNotifications</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Probe now</source>
        <translation>立即探测</translation>
    </message>
    <message>
        <source>Pause routing</source>
        <translation>暂停路由</translation>
    </message>
</context>
<context>
    <name>ui::DurationEdit</name>
    <message>
        <source>milliseconds</source>
        <translation>毫秒</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>Unit: %1</source>
        <translation>单位：%1</translation>
    </message>
</context>
<context>
    <name>ui::EmptyState</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Connect an agent…</source>
        <translation>连接代理程序…</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Show those of the last day</source>
        <translation>显示最近一天的请求</translation>
    </message>
    <message>
        <source>Setting for agents</source>
        <translation>代理程序的设置</translation>
    </message>
    <message>
        <source>No request matches the filter.</source>
        <translation>没有请求符合筛选条件。</translation>
    </message>
    <message>
        <source>The view was cleared. New requests appear here; the request log keeps all.</source>
        <translation>视图已清空。新请求会显示在这里；请求日志保留全部内容。</translation>
    </message>
    <message>
        <source>No request yet. Point an agent at this proxy:</source>
        <translation>尚无请求。请将智能体指向此代理：</translation>
    </message>
    <message>
        <source>The proxy does not run, so no request comes: %1</source>
        <translation>代理未运行，因此没有请求：%1</translation>
    </message>
    <message>
        <source>The proxy is stopped, so no request comes.</source>
        <translation>代理已停止，因此没有请求。</translation>
    </message>
</context>
<context>
    <name>ui::ExchangeDetails</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>标头</translation>
    </message>
    <message>
        <source>Copy as c&amp;url</source>
        <translation>复制为 curl(&amp;U)</translation>
    </message>
    <message>
        <source>Copy &amp;JSON</source>
        <translation>复制 JSON(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Explain again</source>
        <translation>重新解释(&amp;E)</translation>
    </message>
    <message>
        <source>Show in &amp;log</source>
        <translation>在日志中显示(&amp;L)</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Select a request to see how it was decided.</source>
        <translation>选择一个请求以查看其决策过程。</translation>
    </message>
    <message>
        <source>What is shown of the request</source>
        <translation>显示请求的哪些内容</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>响应</translation>
    </message>
    <message>
        <source>Copy as c&amp;url (without the text)</source>
        <translation>复制为 curl（不含文本）(&amp;U)</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 令牌/秒</translation>
    </message>
    <message>
        <source>≈ %1 tokens/s</source>
        <translation>≈ %1 令牌/秒</translation>
    </message>
    <message>
        <source>Return shows or hides the checks that passed; F1 explains the reason</source>
        <translation>回车键显示或隐藏已通过的检查;F1 解释原因</translation>
    </message>
</context>
<context>
    <name>ui::ExchangeModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Requested</source>
        <translation>请求模型</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>响应模型</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>难度</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>首字节</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>节省</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>简单</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>中等</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>困难</translation>
    </message>
    <message>
        <source>unclear</source>
        <translation>不明确</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>streaming</source>
        <translation>传输中</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>应答中</translation>
    </message>
    <message>
        <source>same model</source>
        <translation>同一模型</translation>
    </message>
    <message>
        <source>silent %1</source>
        <translation>静默 %1</translation>
    </message>
</context>
<context>
    <name>ui::ExplainDialog</name>
    <message>
        <source>What would be decided now</source>
        <translation>现在会如何决策</translation>
    </message>
    <message>
        <source>Asked with the model and endpoint of this request; its text was not recorded. Where Morph would be asked, what follows from each of its answers is told.</source>
        <translation>使用此请求的模型和端点询问；其文本未被记录。凡需询问 Morph 之处，均列出其各种回答的结果。</translation>
    </message>
    <message>
        <source>Asked with the model, endpoint and recorded text of this request. Where Morph would be asked, what follows from each of its answers is told.</source>
        <translation>使用此请求的模型、端点和已记录的文本询问。凡需询问 Morph 之处，均列出其各种回答的结果。</translation>
    </message>
    <message>
        <source>The proxy did not explain it: %1</source>
        <translation>代理未能给出解释：%1</translation>
    </message>
    <message>
        <source>Morph says</source>
        <translation>Morph 判断</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Cost of this request&apos;s tokens</source>
        <translation>此请求令牌的费用</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>&amp;Copy as JSON</source>
        <translation>复制为 JSON(&amp;C)</translation>
    </message>
    <message>
        <source>Requests to this endpoint are not routed: they pass unchanged.</source>
        <translation>发往此端点的请求不会路由：原样通过。</translation>
    </message>
    <message>
        <source>(is not asked)</source>
        <translation>（不询问）</translation>
    </message>
</context>
<context>
    <name>ui::ExportDialog</name>
    <message>
        <source>With the &amp;texts of requests and answers</source>
        <translation>包含请求与应答的文本(&amp;T)</translation>
    </message>
    <message numerus="yes">
        <source>Export %n request(s)</source>
        <translation>
            <numerusform>导出 %n 个请求</numerusform>
        </translation>
    </message>
    <message>
        <source>HTTP archive (HAR 1.2)</source>
        <translation>HTTP 归档（HAR 1.2）</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>The file then holds what was typed and answered, as far as the proxy keeps it in memory. Keys are masked.</source>
        <translation>文件将包含输入与应答的内容（以代理在内存中保留的为限）。密钥已遮蔽。</translation>
    </message>
    <message>
        <source>&amp;Save as…</source>
        <translation>另存为(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>格式(&amp;F)：</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>HTTP archives (*.har)</source>
        <translation>HTTP 归档 (*.har)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>ui::FilterBar</name>
    <message>
        <source>Filter: words, or fields like  difficulty:hard  status:&gt;=500  ms:&gt;2s  -client:curl</source>
        <translation>筛选：词语，或字段如  difficulty:hard  status:&gt;=500  ms:&gt;2s  -client:curl</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Words stand anywhere in a row. Fields: model:, client:, project:, session:, why:, status:, ms:, tokens:, cost:, since:10m, changed:yes and more; numbers with &gt; &lt; &gt;= &lt;=. Joined by or, and, not (or a minus), with (parentheses) and &quot;quotes&quot;.</source>
        <translation>词语可出现在行中任意位置。字段：model:、client:、project:、session:、why:、status:、ms:、tokens:、cost:、since:10m、changed:yes 等；数字可用 &gt; &lt; &gt;= &lt;=。用 or、and、not（或减号）连接，可使用 (括号) 和 &quot;引号&quot;。</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Requests that failed or broke off</source>
        <translation>失败或中断的请求</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Requests that go on</source>
        <translation>仍在进行的请求</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Requests that another model answered</source>
        <translation>由其他模型应答的请求</translation>
    </message>
    <message>
        <source>Hard</source>
        <translation>困难</translation>
    </message>
    <message>
        <source>Requests with a hard task</source>
        <translation>任务困难的请求</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>缓慢</translation>
    </message>
    <message>
        <source>Requests that took more than ten seconds</source>
        <translation>耗时超过十秒的请求</translation>
    </message>
    <message>
        <source>What is wrong with the filter</source>
        <translation>筛选条件的问题</translation>
    </message>
    <message>
        <source>Rows shown</source>
        <translation>显示的行数</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s)</source>
        <translation>
            <numerusform>%Ln 个请求</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::FoldingView</name>
    <message>
        <source>Fold or unfold (Ctrl+Shift+[, Ctrl+Shift+])</source>
        <translation>折叠或展开（Ctrl+Shift+[、Ctrl+Shift+]）</translation>
    </message>
    <message numerus="yes">
        <source> … %n line(s)</source>
        <translation>
            <numerusform> … %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Fold</source>
        <translation>折叠(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Unfold</source>
        <translation>展开(&amp;U)</translation>
    </message>
    <message>
        <source>Fold a&amp;ll</source>
        <translation>全部折叠(&amp;L)</translation>
    </message>
    <message>
        <source>Unfold &amp;all</source>
        <translation>全部展开(&amp;A)</translation>
    </message>
</context>
<context>
    <name>ui::GeneralPage</name>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>&amp;Start at login</source>
        <translation>登录时启动(&amp;S)</translation>
    </message>
    <message>
        <source>Tell me when</source>
        <translation>在以下情况通知我</translation>
    </message>
    <message>
        <source>Takes effect when this dialog is closed</source>
        <translation>关闭此对话框后生效</translation>
    </message>
    <message>
        <source>Start in the t&amp;ray, without a window</source>
        <translation>启动到托盘，不显示窗口(&amp;R)</translation>
    </message>
    <message>
        <source>Tray &amp;icon</source>
        <translation>托盘图标(&amp;I)</translation>
    </message>
    <message>
        <source>As the panel wants it</source>
        <translation>由面板决定</translation>
    </message>
    <message>
        <source>With an outline, for any panel</source>
        <translation>带轮廓，适用于任何面板</translation>
    </message>
    <message>
        <source>For light panels</source>
        <translation>用于浅色面板</translation>
    </message>
    <message>
        <source>For dark panels</source>
        <translation>用于深色面板</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>no keys</source>
        <translation>没有按键</translation>
    </message>
    <message>
        <source>The desktop asks which keys they are.</source>
        <translation>桌面正在询问使用哪些按键。</translation>
    </message>
    <message>
        <source>▲ The desktop did not give them. Switch them off and on to be asked again.</source>
        <translation>▲ 桌面没有分配按键。请关闭后再打开，以便重新询问。</translation>
    </message>
    <message>
        <source>Keys that work in every program</source>
        <translation>在任何程序中都有效的按键</translation>
    </message>
    <message>
        <source>&amp;Pause routing and boost a session from anywhere</source>
        <translation>随时随地暂停路由并增强会话(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Change the keys…</source>
        <translation>更改按键(&amp;C)…</translation>
    </message>
</context>
<context>
    <name>ui::GlobalShortcuts</name>
    <message>
        <source>Pause or resume routing</source>
        <translation>暂停或恢复路由</translation>
    </message>
    <message>
        <source>Boost the latest session&apos;s next turn</source>
        <translation>增强最近会话的下一轮</translation>
    </message>
</context>
<context>
    <name>ui::HappenedPage</name>
    <message>
        <source>new, %1</source>
        <translation>新，%1</translation>
    </message>
    <message>
        <source>&amp;Acknowledge</source>
        <translation>确认(&amp;A)</translation>
    </message>
    <message>
        <source>Acknowledge a&amp;ll</source>
        <translation>全部确认(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Empty the list</source>
        <translation>清空列表(&amp;E)</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生的事</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Nothing happened that you were told of. Notifications are listed here, for when nobody looks.</source>
        <translation>没有需要告知您的事情发生。通知会列在这里，以备无人查看时。</translation>
    </message>
    <message>
        <source>&amp;Health…</source>
        <translation>健康状态(&amp;H)…</translation>
    </message>
</context>
<context>
    <name>ui::HeadersView</name>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>标头</translation>
    </message>
    <message>
        <source>The proxy keeps the headers of its latest requests only, in memory; those of this one are gone.</source>
        <translation>代理只在内存中保留最近请求的标头；此请求的标头已不存在。</translation>
    </message>
    <message>
        <source>The proxy did not tell the headers: %1</source>
        <translation>代理未提供标头：%1</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>响应</translation>
    </message>
    <message numerus="yes">
        <source>%n further field(s) are not shown.</source>
        <translation>
            <numerusform>另有 %n 个字段未显示。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::HealthPage</name>
    <message>
        <source>The key was refused: check MORPH_API_KEY in the settings.</source>
        <translation>密钥被拒绝：请在设置中检查 MORPH_API_KEY。</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>套餐</translation>
    </message>
    <message>
        <source>%1 %2: %3 used</source>
        <translation>%1 %2:已用 %3</translation>
    </message>
    <message>
        <source>used up at this pace %1</source>
        <translation>按此速度将于 %1 用完</translation>
    </message>
    <message>
        <source>begins anew %1</source>
        <translation>%1 重新开始</translation>
    </message>
    <message>
        <source>Morph limits how often it is asked. Requests keep the model they asked for until it lets up.</source>
        <translation>Morph 限制了询问频率。在限制解除之前，请求保留其所请求的模型。</translation>
    </message>
    <message>
        <source>Check the network, and MORPH_API_URL in the settings.</source>
        <translation>请检查网络，以及设置中的 MORPH_API_URL。</translation>
    </message>
    <message>
        <source>Requests keep the model they asked for until it works again.</source>
        <translation>恢复正常之前，请求保留原模型。</translation>
    </message>
    <message>
        <source>The key was refused: check UPSTREAM_API_KEY in the settings.</source>
        <translation>密钥被拒绝：请在设置中检查 UPSTREAM_API_KEY。</translation>
    </message>
    <message>
        <source>Start CLIProxyAPI, or set UPSTREAM_URL to where it listens.</source>
        <translation>请启动 CLIProxyAPI，或将 UPSTREAM_URL 设为其监听地址。</translation>
    </message>
    <message>
        <source>See the log of CLIProxyAPI; restart it if it hangs.</source>
        <translation>请查看 CLIProxyAPI 的日志；如果它已卡住，请重新启动。</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>上次错误</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>解决办法</translation>
    </message>
    <message>
        <source>works (closed)</source>
        <translation>正常（闭合）</translation>
    </message>
    <message>
        <source>is tried (half-open)</source>
        <translation>正在试探（半开）</translation>
    </message>
    <message>
        <source>is left alone (open)</source>
        <translation>暂不访问（断开）</translation>
    </message>
    <message>
        <source>is left alone (open): %1</source>
        <translation>暂不访问（断开）：%1</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>decision</source>
        <translation>决策</translation>
    </message>
    <message>
        <source>first byte</source>
        <translation>首字节</translation>
    </message>
    <message>
        <source>What changed, newest first</source>
        <translation>变化记录，最新在前</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>变化记录</translation>
    </message>
    <message>
        <source>Probe now</source>
        <translation>立即探测</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Tries now instead of waiting for the countdown</source>
        <translation>立即尝试，而不等待倒计时结束</translation>
    </message>
    <message>
        <source>Closes the breaker and forgets its failures</source>
        <translation>闭合熔断器并清除其失败记录</translation>
    </message>
    <message>
        <source>Up for</source>
        <translation>已运行</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>requests %1, connections %2</source>
        <translation>请求 %1，连接 %2</translation>
    </message>
    <message>
        <source>Loop lag p99</source>
        <translation>事件循环延迟 p99</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>%1 written, %2 lost</source>
        <translation>写入 %1，丢失 %2</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>● Working</source>
        <translation>● 正常</translation>
    </message>
    <message>
        <source>▲ In trouble</source>
        <translation>▲ 异常</translation>
    </message>
    <message>
        <source>Breaker</source>
        <translation>熔断器</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message numerus="yes">
        <source>%n decision(s), p50 %1, p95 %2</source>
        <translation>
            <numerusform>%n 次决策，p50 %1，p95 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>处理中</translation>
    </message>
    <message>
        <source>○ Not known yet</source>
        <translation>○ 尚不清楚</translation>
    </message>
    <message>
        <source>● Reachable</source>
        <translation>● 可连接</translation>
    </message>
    <message>
        <source>▲ Not reachable</source>
        <translation>▲ 无法连接</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>未提供</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>list not known</source>
        <translation>列表未知</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>none: the agents&apos; own keys pass</source>
        <translation>无：智能体自己的密钥直接通过</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>待办</translation>
    </message>
    <message>
        <source>Mend the edited configuration, which is not in force: %1</source>
        <translation>请改正修改后的配置，它尚未生效：%1</translation>
    </message>
    <message>
        <source>by Morph</source>
        <translation>由 Morph</translation>
    </message>
    <message>
        <source>on this machine</source>
        <translation>在本机</translation>
    </message>
    <message>
        <source>on this machine, and by Morph where it does not know</source>
        <translation>在本机，不确定时由 Morph</translation>
    </message>
    <message>
        <source>by Morph, and on this machine where Morph fails</source>
        <translation>由 Morph，Morph 失败时在本机</translation>
    </message>
    <message>
        <source>Tasks are judged</source>
        <translation>任务判断</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, until %2</source>
        <translation>%1，至 %2</translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) without a known price not counted</source>
        <translation>
            <numerusform>%n 个价格未知的回答未计入</numerusform>
        </translation>
    </message>
    <message>
        <source>Plan limit</source>
        <translation>套餐限额</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>限额</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>存储</translation>
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
        <translation>所有实例</translation>
    </message>
    <message numerus="yes">
        <source>%n today: %1 used, %2 saved</source>
        <translation>
            <numerusform>今天 %n 个：已用 %1，节省 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>○ Not asked: no key</source>
        <translation>○ 未询问：没有密钥</translation>
    </message>
    <message>
        <source>routing saved about %1 of it</source>
        <translation>路由约节省其中 %1</translation>
    </message>
    <message>
        <source>routing used about %1 of it more</source>
        <translation>路由多用了约 %1</translation>
    </message>
</context>
<context>
    <name>ui::KeyTest</name>
    <message>
        <source>This can&apos;t be a key: it is empty, or has spaces or letters that no key has.</source>
        <translation>这不可能是密钥：它为空，或含有密钥不会有的空格或字母。</translation>
    </message>
    <message>
        <source>%1 can&apos;t be reached: %2</source>
        <translation>无法连接 %1：%2</translation>
    </message>
    <message>
        <source>Morph takes this key</source>
        <translation>Morph 接受此密钥</translation>
    </message>
    <message>
        <source>Morph refuses this key (status %1)</source>
        <translation>Morph 拒绝此密钥（状态 %1）</translation>
    </message>
    <message>
        <source>%1 answers with status %2, so this says nothing of the key</source>
        <translation>%1 以状态 %2 应答，这不能说明密钥的情况</translation>
    </message>
</context>
<context>
    <name>ui::LocalSource</name>
    <message>
        <source>This is the demo, which leaves your settings alone. Leave it to change them.</source>
        <translation>这是演示，不会改动您的设置。离开演示后才能更改。</translation>
    </message>
</context>
<context>
    <name>ui::LogView</name>
    <message>
        <source>Raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>Rows as they stand in the file</source>
        <translation>按文件中的原样显示各行</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Hold new lines back; nothing is lost</source>
        <translation>暂缓显示新行；不会丢失任何内容</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Keep the newest line in view</source>
        <translation>始终显示最新一行</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Find (F3: next)</source>
        <translation>查找（F3：下一个）</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>所有行</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>警告和错误</translation>
    </message>
    <message>
        <source>Only errors</source>
        <translation>仅错误</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message numerus="yes">
        <source>Follow (%n new)</source>
        <translation>
            <numerusform>跟随（%n 条新内容）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::LogsPage</name>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>No log yet</source>
        <translation>尚无日志</translation>
    </message>
    <message>
        <source>%1 (the first %2 are not shown)</source>
        <translation>%1（开头 %2 未显示）</translation>
    </message>
    <message>
        <source>CLIProxyAPI does not show its log: %1</source>
        <translation>CLIProxyAPI 未提供其日志：%1</translation>
    </message>
    <message>
        <source>Set MANAGEMENT_PASSWORD in the settings to see CLIProxyAPI&apos;s log here.</source>
        <translation>请在设置中填写 MANAGEMENT_PASSWORD，以便在此查看 CLIProxyAPI 的日志。</translation>
    </message>
    <message>
        <source>The row of this request is not in the part of the log that is shown; a request has its row when it ended.</source>
        <translation>此请求的记录不在所显示的日志部分中；请求结束后才会有记录。</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
</context>
<context>
    <name>ui::MainWindow</name>
    <message>
        <source>Routing on</source>
        <translation>路由已开启</translation>
    </message>
    <message>
        <source>Routing off</source>
        <translation>路由已关闭</translation>
    </message>
    <message>
        <source>Routing off: no Morph key</source>
        <translation>路由已关闭：没有 Morph 密钥</translation>
    </message>
    <message>
        <source>Routing paused</source>
        <translation>路由已暂停</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Ctrl+%2)</translation>
    </message>
    <message>
        <source>&amp;Program</source>
        <translation>程序(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Connect an agent…</source>
        <translation>连接智能体(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>Close the &amp;window</source>
        <translation>关闭窗口(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message numerus="yes">
        <source>%n open request(s)</source>
        <translation>
            <numerusform>%n 个进行中的请求</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: working</source>
        <translation>%1：正常</translation>
    </message>
    <message>
        <source>%1: in trouble</source>
        <translation>%1：有问题</translation>
    </message>
    <message>
        <source>%1: not asked yet</source>
        <translation>%1：尚未询问</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>查看(&amp;V)</translation>
    </message>
    <message>
        <source>Start at &amp;login</source>
        <translation>登录时启动(&amp;L)</translation>
    </message>
    <message>
        <source>Pro&amp;xy</source>
        <translation>代理(&amp;X)</translation>
    </message>
    <message>
        <source>R&amp;estart the proxy</source>
        <translation>重启代理(&amp;E)</translation>
    </message>
    <message>
        <source>Copy &amp;base URL</source>
        <translation>复制基础 URL(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;About llm-proxy</source>
        <translation>关于 llm-proxy(&amp;A)</translation>
    </message>
    <message>
        <source>Copy the base URL</source>
        <translation>复制基础 URL</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>已复制：%1</translation>
    </message>
    <message>
        <source>Attached to pid %1</source>
        <translation>已连接到进程 %1</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>The proxy is stopped: agents get no answers.</source>
        <translation>代理已停止：代理程序得不到应答。</translation>
    </message>
    <message>
        <source>S&amp;tart the proxy</source>
        <translation>启动代理(&amp;T)</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>至 %1</translation>
    </message>
    <message>
        <source>until it is resumed</source>
        <translation>直到恢复</translation>
    </message>
    <message>
        <source>Routing is paused %1: every request keeps its model.</source>
        <translation>路由已暂停（%1）：每个请求保持其模型。</translation>
    </message>
    <message>
        <source>Resume &amp;now</source>
        <translation>立即恢复(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Manual</source>
        <translation>手册(&amp;M)</translation>
    </message>
</context>
<context>
    <name>ui::ManualWindow</name>
    <message>
        <source>Manual</source>
        <translation>手册</translation>
    </message>
    <message>
        <source>Search all pages (Ctrl+F)</source>
        <translation>搜索所有页面 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search all pages</source>
        <translation>搜索所有页面</translation>
    </message>
    <message>
        <source>Pages of the manual</source>
        <translation>手册的页面</translation>
    </message>
    <message>
        <source>Text of the manual</source>
        <translation>手册正文</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Back (Alt+Left)</source>
        <translation>后退 (Alt+左)</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Forward (Alt+Right)</source>
        <translation>前进 (Alt+右)</translation>
    </message>
    <message>
        <source>Nothing has all of these words.</source>
        <translation>没有内容包含所有这些词。</translation>
    </message>
    <message numerus="yes">
        <source>%n section(s)</source>
        <translation>
            <numerusform>%n 个章节</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 – Manual</source>
        <translation>%1 – 手册</translation>
    </message>
</context>
<context>
    <name>ui::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此通知</translation>
    </message>
    <message>
        <source>What is this?</source>
        <translation>这是什么?</translation>
    </message>
</context>
<context>
    <name>ui::ModelChooser</name>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Add a model of the backend&apos;s list, or keep</source>
        <translation>添加后端列表中的模型,或 keep</translation>
    </message>
    <message>
        <source>keep: the model that was asked for stays</source>
        <translation>keep:保留所请求的模型</translation>
    </message>
    <message>
        <source>The backend&apos;s list is not known</source>
        <translation>后端的列表未知</translation>
    </message>
    <message>
        <source>%1 (ended on %2)</source>
        <translation>%1(已于 %2 终止)</translation>
    </message>
    <message>
        <source>%1 (ends on %2)</source>
        <translation>%1(将于 %2 终止)</translation>
    </message>
</context>
<context>
    <name>ui::OpenedFile</name>
    <message>
        <source>%1 — requests of a file</source>
        <translation>%1 — 文件中的请求</translation>
    </message>
    <message>
        <source>Open requests</source>
        <translation>打开请求</translation>
    </message>
    <message>
        <source>HTTP archives, exports, request logs (*.har *.json *.jsonl)</source>
        <translation>HTTP 归档、导出文件、请求日志 (*.har *.json *.jsonl)</translation>
    </message>
</context>
<context>
    <name>ui::ProxyActions</name>
    <message>
        <source>&amp;Route requests</source>
        <translation>路由请求(&amp;R)</translation>
    </message>
    <message>
        <source>Pa&amp;use for</source>
        <translation>暂停时长(&amp;U)</translation>
    </message>
    <message>
        <source>5 minutes</source>
        <translation>5 分钟</translation>
    </message>
    <message>
        <source>30 minutes</source>
        <translation>30 分钟</translation>
    </message>
    <message>
        <source>An hour</source>
        <translation>一小时</translation>
    </message>
    <message>
        <source>Until tomorrow morning</source>
        <translation>直到明天早上</translation>
    </message>
    <message>
        <source>&amp;Mode</source>
        <translation>模式(&amp;M)</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Aggressive</source>
        <translation>激进</translation>
    </message>
    <message>
        <source>Pro&amp;vider</source>
        <translation>提供商(&amp;V)</translation>
    </message>
    <message>
        <source>Follow the request</source>
        <translation>跟随请求</translation>
    </message>
    <message>
        <source>S&amp;top the proxy</source>
        <translation>停止代理(&amp;T)</translation>
    </message>
    <message>
        <source>S&amp;tart the proxy</source>
        <translation>启动代理(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Pause routing for 30 minutes</source>
        <translation>暂停路由 30 分钟(&amp;P)</translation>
    </message>
    <message>
        <source>Routing resumes at %1 · Resume now</source>
        <translation>路由将于 %1 恢复 · 立即恢复</translation>
    </message>
    <message>
        <source>Resume routing</source>
        <translation>恢复路由</translation>
    </message>
</context>
<context>
    <name>ui::QuitQuestion</name>
    <message>
        <source>&amp;Wait for them</source>
        <translation>等待完成(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Cut them off</source>
        <translation>立即中断(&amp;C)</translation>
    </message>
    <message>
        <source>Quit llm-proxy</source>
        <translation>退出 llm-proxy</translation>
    </message>
    <message>
        <source>&amp;Keep running</source>
        <translation>继续运行(&amp;K)</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) are still being answered.</source>
        <translation>
            <numerusform>仍有 %n 个请求正在处理。</numerusform>
        </translation>
    </message>
    <message>
        <source>If you wait, llm-proxy takes no new requests and quits when these are answered, however long that takes; you can still cut them then. Cut off, their agents see a broken answer.</source>
        <translation>若等待，llm-proxy 不再接受新请求，并在这些请求全部应答后退出，无论多久；届时仍可切断它们。切断后，其代理会看到不完整的应答。</translation>
    </message>
</context>
<context>
    <name>ui::RequestColumns</name>
    <message>
        <source>%1 (no room)</source>
        <translation>%1（空间不足）</translation>
    </message>
    <message>
        <source>Columns as they were at &amp;first</source>
        <translation>恢复初始列(&amp;F)</translation>
    </message>
</context>
<context>
    <name>ui::RequestTable</name>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message numerus="yes">
        <source>▼ %n new (End)</source>
        <translation>
            <numerusform>▼ %n 个新请求（End）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>▲ %n new (Home)</source>
        <translation>
            <numerusform>▲ %n 个新请求（Home）</numerusform>
        </translation>
    </message>
    <message>
        <source>▲ before this start</source>
        <translation>▲ 本次启动之前</translation>
    </message>
    <message>
        <source>▼ before this start</source>
        <translation>▼ 本次启动之前</translation>
    </message>
</context>
<context>
    <name>ui::RequestsPage</name>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Empties the table; the request log keeps everything</source>
        <translation>清空表格；请求日志保留全部内容</translation>
    </message>
    <message>
        <source>Keep the newest request in view, when sorted by time</source>
        <translation>按时间排序时保持显示最新请求</translation>
    </message>
    <message>
        <source>Hold new rows back; nothing is lost (Ctrl+P)</source>
        <translation>暂缓显示新行；不会丢失任何内容（Ctrl+P）</translation>
    </message>
    <message>
        <source>&amp;Details beside the table</source>
        <translation>在表格旁显示详情(&amp;D)</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Columns, the place of the details, clear the view</source>
        <translation>列、详情位置、清空视图</translation>
    </message>
    <message>
        <source>&amp;Clear the view</source>
        <translation>清空视图(&amp;C)</translation>
    </message>
    <message>
        <source>Load &amp;more of the request log</source>
        <translation>从请求日志加载更多(&amp;M)</translation>
    </message>
    <message numerus="yes">
        <source>Pause (%n waiting)</source>
        <translation>
            <numerusform>暂停（%n 个等待）</numerusform>
        </translation>
    </message>
    <message>
        <source>E&amp;xport rows…</source>
        <translation>导出行(&amp;X)…</translation>
    </message>
    <message>
        <source>&amp;Open a file…</source>
        <translation>打开文件(&amp;O)…</translation>
    </message>
</context>
<context>
    <name>ui::RowMenu</name>
    <message>
        <source>&amp;Filter for %1</source>
        <translation>筛选 %1(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Without %1</source>
        <translation>排除 %1(&amp;W)</translation>
    </message>
    <message>
        <source>Only this &amp;session</source>
        <translation>仅此会话(&amp;S)</translation>
    </message>
    <message>
        <source>Only this &amp;project</source>
        <translation>仅此项目(&amp;P)</translation>
    </message>
    <message>
        <source>Only this c&amp;lient</source>
        <translation>仅此客户端(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>The &amp;cell</source>
        <translation>单元格(&amp;C)</translation>
    </message>
    <message>
        <source>The &amp;row</source>
        <translation>整行(&amp;R)</translation>
    </message>
    <message>
        <source>The &amp;id</source>
        <translation>标识(&amp;I)</translation>
    </message>
    <message>
        <source>As c&amp;url</source>
        <translation>复制为 curl(&amp;U)</translation>
    </message>
    <message>
        <source>As &amp;JSON</source>
        <translation>复制为 JSON(&amp;J)</translation>
    </message>
    <message>
        <source>Show in &amp;log</source>
        <translation>在日志中显示(&amp;L)</translation>
    </message>
    <message>
        <source>Explain &amp;again</source>
        <translation>再次解释(&amp;A)</translation>
    </message>
    <message>
        <source>Compare with the turn &amp;before</source>
        <translation>与上一轮比较(&amp;B)</translation>
    </message>
    <message>
        <source>Its session: hold or &amp;boost…</source>
        <translation>其会话：保持或增强(&amp;B)…</translation>
    </message>
    <message>
        <source>Should have been &amp;hard</source>
        <translation>应为困难(&amp;H)</translation>
    </message>
    <message>
        <source>Should have been &amp;easy</source>
        <translation>应为简单(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Take back what was said</source>
        <translation>收回所说的(&amp;T)</translation>
    </message>
    <message>
        <source>E&amp;xport the selected rows…</source>
        <translation>导出所选行(&amp;X)…</translation>
    </message>
</context>
<context>
    <name>ui::RuleForm</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>标头</translation>
    </message>
    <message>
        <source>Header&apos;s value</source>
        <translation>标头的值</translation>
    </message>
    <message>
        <source>Text longer than</source>
        <translation>文本长于</translation>
    </message>
    <message>
        <source>Text shorter than</source>
        <translation>文本短于</translation>
    </message>
    <message>
        <source>goes to %1</source>
        <translation>转到 %1</translation>
    </message>
    <message>
        <source>is not routed</source>
        <translation>不路由</translation>
    </message>
    <message>
        <source>counts as %1</source>
        <translation>视为%1</translation>
    </message>
    <message>
        <source>always</source>
        <translation>始终</translation>
    </message>
    <message>
        <source>hard tasks keep their model</source>
        <translation>困难任务保留其模型</translation>
    </message>
    <message>
        <source>never to a stronger model</source>
        <translation>从不换到更强的模型</translation>
    </message>
    <message>
        <source>When (* stands for any text; all must hold)</source>
        <translation>条件（* 代表任意文本；须全部满足）</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Then the request</source>
        <translation>则该请求</translation>
    </message>
    <message>
        <source>is routed as usual</source>
        <translation>照常路由</translation>
    </message>
    <message>
        <source>easy</source>
        <translation>简单</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>中等</translation>
    </message>
    <message>
        <source>hard</source>
        <translation>困难</translation>
    </message>
    <message>
        <source>goes to the model</source>
        <translation>转到模型</translation>
    </message>
    <message>
        <source>Model to go to</source>
        <translation>目标模型</translation>
    </message>
    <message>
        <source>&amp;Hard tasks keep their model</source>
        <translation>困难任务保留其模型(&amp;H)</translation>
    </message>
    <message>
        <source>N&amp;ever to a stronger model</source>
        <translation>从不换到更强的模型(&amp;E)</translation>
    </message>
</context>
<context>
    <name>ui::RulesDialog</name>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>When</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>结果</translation>
    </message>
    <message numerus="yes">
        <source>Of the latest %n request(s)</source>
        <translation>
            <numerusform>最近 %n 个请求中</numerusform>
        </translation>
    </message>
    <message>
        <source>Rules, the first that matches decides</source>
        <translation>规则，首条匹配者决定</translation>
    </message>
    <message>
        <source>The first rule that matches decides.</source>
        <translation>首条匹配的规则决定结果。</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>上移(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translation>下移(&amp;D)</translation>
    </message>
    <message numerus="yes">
        <source>decides %n</source>
        <translation>
            <numerusform>决定 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>not known: headers are not kept</source>
        <translation>未知：不保留标头</translation>
    </message>
    <message>
        <source>%1 would decide every request: choose when it holds.</source>
        <translation>%1 会决定所有请求：请选择它在何时生效。</translation>
    </message>
</context>
<context>
    <name>ui::SavedFilters</name>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Filters that were saved</source>
        <translation>已保存的筛选条件</translation>
    </message>
    <message>
        <source>&amp;Save this filter</source>
        <translation>保存此筛选条件(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Forget this filter</source>
        <translation>移除此筛选条件(&amp;F)</translation>
    </message>
</context>
<context>
    <name>ui::SecretStore</name>
    <message>
        <source>this build has no keychain</source>
        <translation>此构建不含密钥环支持</translation>
    </message>
</context>
<context>
    <name>ui::SessionLane</name>
    <message>
        <source>Turns of this session</source>
        <translation>此会话的各轮</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>响应模型</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>难度</translation>
    </message>
    <message>
        <source>From the cache</source>
        <translation>来自缓存</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Compared with the turn before</source>
        <translation>与上一轮比较</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>比较项</translation>
    </message>
    <message>
        <source>Turn before</source>
        <translation>上一轮</translation>
    </message>
    <message>
        <source>This turn</source>
        <translation>本轮</translation>
    </message>
    <message>
        <source>This request belongs to no session.</source>
        <translation>此请求不属于任何会话。</translation>
    </message>
    <message numerus="yes">
        <source>%n turn(s) in the table; Alt+Up and Alt+Down go from one to the next.</source>
        <translation>
            <numerusform>表格中有 %n 轮；Alt+上 与 Alt+下 可逐轮切换。</numerusform>
        </translation>
    </message>
    <message>
        <source>Kind of turn</source>
        <translation>轮次类型</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Tokens of the prompt</source>
        <translation>提示的令牌</translation>
    </message>
    <message>
        <source>Tokens of the answer</source>
        <translation>应答的令牌</translation>
    </message>
    <message>
        <source>The prompt differs first at</source>
        <translation>提示首先不同之处</translation>
    </message>
</context>
<context>
    <name>ui::SessionsMenu</name>
    <message>
        <source>cold</source>
        <translation>冷</translation>
    </message>
    <message>
        <source>warm %1:%2</source>
        <translation>还可保温 %1:%2</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>&amp;Active sessions</source>
        <translation>活动会话(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Boost next turn</source>
        <translation>增强下一轮(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Hold this model</source>
        <translation>固定此模型(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Don&apos;t route</source>
        <translation>不路由(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Show in the window</source>
        <translation>在窗口中显示(&amp;S)</translation>
    </message>
</context>
<context>
    <name>ui::SessionsPage</name>
    <message>
        <source>not routed</source>
        <translation>不路由</translation>
    </message>
    <message>
        <source>held on %1</source>
        <translation>固定为 %1</translation>
    </message>
    <message>
        <source>next turn boosted</source>
        <translation>下一轮已增强</translation>
    </message>
    <message>
        <source>cold</source>
        <translation>冷</translation>
    </message>
    <message>
        <source>%1 tokens, warm for %2:%3</source>
        <translation>%1 个 token，还可保温 %2:%3</translation>
    </message>
    <message>
        <source>Conversations of your agents, the latest used first. What you choose counts for one of them, until you release it.</source>
        <translation>智能体的会话，最近使用的在前。所作选择只对其中一个会话有效，直到将其释放。</translation>
    </message>
    <message>
        <source>Not done: %1</source>
        <translation>未执行：%1</translation>
    </message>
    <message>
        <source>The proxy does not tell its sessions: %1</source>
        <translation>代理未提供其会话：%1</translation>
    </message>
    <message>
        <source>&amp;Boost next turn</source>
        <translation>增强下一轮(&amp;B)</translation>
    </message>
    <message>
        <source>Its next turn counts as hard, whatever Morph would say</source>
        <translation>无论 Morph 如何判断，其下一轮都按困难处理</translation>
    </message>
    <message>
        <source>&amp;Don&apos;t route</source>
        <translation>不路由(&amp;D)</translation>
    </message>
    <message>
        <source>It keeps the models it asks for</source>
        <translation>保留其所请求的模型</translation>
    </message>
    <message>
        <source>Model to hold</source>
        <translation>要固定的模型</translation>
    </message>
    <message>
        <source>&amp;Hold this model</source>
        <translation>固定此模型(&amp;H)</translation>
    </message>
    <message>
        <source>All its turns go to this model</source>
        <translation>其所有轮次都使用此模型</translation>
    </message>
    <message>
        <source>&amp;Release</source>
        <translation>释放(&amp;R)</translation>
    </message>
    <message>
        <source>Removes the override: the session is routed like all others</source>
        <translation>撤销手动选择：与其他会话一样进行路由</translation>
    </message>
    <message>
        <source>Show its re&amp;quests</source>
        <translation>显示其请求(&amp;Q)</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Turns</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Last turn</source>
        <translation>最近一轮</translation>
    </message>
    <message>
        <source>Prompt cache</source>
        <translation>提示词缓存</translation>
    </message>
    <message>
        <source>Override</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>No conversation yet. The first turn of an agent shows here.</source>
        <translation>尚无会话。智能体的第一轮对话会显示在这里。</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>%1 秒前</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>%1 分钟前</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>%1 小时前</translation>
    </message>
</context>
<context>
    <name>ui::SettingField</name>
    <message>
        <source>from the keychain</source>
        <translation>来自密钥环</translation>
    </message>
    <message>
        <source>fixed by the environment</source>
        <translation>由环境变量固定</translation>
    </message>
    <message>
        <source>fixed by the command line</source>
        <translation>由命令行固定</translation>
    </message>
    <message>
        <source>switched by hand</source>
        <translation>手动切换</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>来自 %1</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>未设置</translation>
    </message>
    <message>
        <source>set (%1)</source>
        <translation>已设置（%1）</translation>
    </message>
    <message>
        <source>Allowed: %1</source>
        <translation>允许的值：%1</translation>
    </message>
    <message>
        <source>changed; needs a restart of the proxy</source>
        <translation>已更改；需要重启代理</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset: %1</source>
        <translation>重置：%1</translation>
    </message>
    <message>
        <source>As it is without a setting</source>
        <translation>恢复为未设置</translation>
    </message>
    <message>
        <source>To %1</source>
        <translation>重置为 %1</translation>
    </message>
    <message>
        <source>Follow the request</source>
        <translation>跟随请求</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Aggressive</source>
        <translation>激进</translation>
    </message>
    <message>
        <source>Morph&apos;s difficulty, by the map of models</source>
        <translation>Morph 判断的难度，按模型映射</translation>
    </message>
    <message>
        <source>The model that Morph names</source>
        <translation>Morph 指定的模型</translation>
    </message>
    <message>
        <source>When it is worth more than a warm cache</source>
        <translation>当收益高于热缓存时</translation>
    </message>
    <message>
        <source>At each task of a person</source>
        <translation>每当人提出任务时</translation>
    </message>
    <message>
        <source>At each request</source>
        <translation>每个请求</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>Morph</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>This machine, then Morph</source>
        <translation>先本机，后 Morph</translation>
    </message>
    <message>
        <source>Morph, then this machine</source>
        <translation>先 Morph，后本机</translation>
    </message>
    <message>
        <source>All of them</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Keep their model</source>
        <translation>保持其模型</translation>
    </message>
    <message>
        <source>Are routed like people&apos;s tasks</source>
        <translation>像人的任务一样路由</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>ui::SettingsDialog</name>
    <message>
        <source>Limits and timeouts</source>
        <translation>限制与超时</translation>
    </message>
    <message>
        <source>Routing</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Recording and privacy</source>
        <translation>记录与隐私</translation>
    </message>
    <message>
        <source>Backend commands</source>
        <translation>后端命令</translation>
    </message>
    <message>
        <source>Keep &amp;keys in the system&apos;s keychain</source>
        <translation>将密钥保存在系统密钥环中(&amp;K)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>This window</source>
        <translation>此窗口</translation>
    </message>
    <message>
        <source>Only this window reads them there: a proxy that runs without it needs its keys in .env or the environment.</source>
        <translation>只有此窗口会从中读取：脱离此窗口运行的代理需要在 .env 或环境变量中设置密钥。</translation>
    </message>
    <message>
        <source>The keychain did not take %1: %2. Without the tick it goes into .env.</source>
        <translation>无法将 %1 存入密钥环：%2。取消勾选后会写入 .env。</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>查找设置</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s):</source>
        <translation>
            <numerusform>%n 个问题：</numerusform>
        </translation>
    </message>
    <message>
        <source>Several instances</source>
        <translation>多个实例</translation>
    </message>
    <message>
        <source>Table…</source>
        <translation>表格…</translation>
    </message>
</context>
<context>
    <name>ui::ShortcutActions</name>
    <message>
        <source>Routing is paused for 30 minutes</source>
        <translation>路由已暂停 30 分钟</translation>
    </message>
    <message>
        <source>Every request keeps its model.</source>
        <translation>每个请求都保留其模型。</translation>
    </message>
    <message>
        <source>Routing goes on</source>
        <translation>路由继续</translation>
    </message>
    <message>
        <source>No session was boosted</source>
        <translation>没有增强任何会话</translation>
    </message>
    <message>
        <source>There is nothing to pause</source>
        <translation>没有可暂停的内容</translation>
    </message>
    <message>
        <source>Requests are not routed.</source>
        <translation>请求未被路由。</translation>
    </message>
    <message>
        <source>The next turn is boosted</source>
        <translation>下一轮已增强</translation>
    </message>
    <message>
        <source>None has asked within the last hour.</source>
        <translation>最近一小时内没有会话提问。</translation>
    </message>
</context>
<context>
    <name>ui::Sparkline</name>
    <message>
        <source>%1: %2 the last time</source>
        <translation>%1：最近一次 %2</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>最大 %1</translation>
    </message>
</context>
<context>
    <name>ui::StatisticsPage</name>
    <message>
        <source>Last 15 minutes</source>
        <translation>最近 15 分钟</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>最近一小时</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>最近一天</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>最近一周</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>All projects</source>
        <translation>所有项目</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Save as &amp;PNG…</source>
        <translation>另存为 PNG(&amp;P)…</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>难度</translation>
    </message>
    <message>
        <source>Difficulty over time</source>
        <translation>难度随时间变化</translation>
    </message>
    <message>
        <source>Asked for → answered by</source>
        <translation>请求模型 → 响应模型</translation>
    </message>
    <message>
        <source>Routing latency, ms</source>
        <translation>路由延迟（ms）</translation>
    </message>
    <message>
        <source>Requests and errors</source>
        <translation>请求与错误</translation>
    </message>
    <message>
        <source>Savings, $</source>
        <translation>节省（$）</translation>
    </message>
    <message numerus="yes">
        <source>requests, %n with an error</source>
        <translation>
            <numerusform>请求，其中 %n 个出错</numerusform>
        </translation>
    </message>
    <message>
        <source>requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>went to another model</source>
        <translation>改用其他模型</translation>
    </message>
    <message>
        <source>Morph p50 / p95</source>
        <translation>Morph p50 / p95</translation>
    </message>
    <message>
        <source>saved, Morph&apos;s fee paid</source>
        <translation>节省，已扣 Morph 费用</translation>
    </message>
    <message>
        <source>Save the charts</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>The picture could not be written.</source>
        <translation>无法写入图片。</translation>
    </message>
    <message>
        <source>The figures above count %1 requests of before %2, of which the books keep sums alone: the charts begin then.</source>
        <translation>上方数字包含 %2 之前的 %1 个请求，账目只保留其合计：图表从那时开始。</translation>
    </message>
    <message>
        <source>%1 to %2: show the whole time again</source>
        <translation>%1 至 %2：重新显示全部时间</translation>
    </message>
</context>
<context>
    <name>ui::Step</name>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>has a problem</source>
        <translation>有问题</translation>
    </message>
    <message>
        <source>open</source>
        <translation>未完成</translation>
    </message>
</context>
<context>
    <name>ui::StepsPage</name>
    <message>
        <source>1. Backend: CLIProxyAPI</source>
        <translation>1. 后端：CLIProxyAPI</translation>
    </message>
    <message>
        <source>2. Who judges the tasks: Morph, or this machine</source>
        <translation>2. 由谁判断任务：Morph 或本机</translation>
    </message>
    <message>
        <source>3. Agents</source>
        <translation>3. 代理</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理服务</translation>
    </message>
    <message>
        <source>Addr&amp;ess…</source>
        <translation>地址(&amp;E)…</translation>
    </message>
    <message>
        <source>Opens the settings</source>
        <translation>打开设置</translation>
    </message>
    <message>
        <source>Check &amp;again</source>
        <translation>重新检查(&amp;A)</translation>
    </message>
    <message>
        <source>Where to get it</source>
        <translation>在哪里获取</translation>
    </message>
    <message>
        <source>Morph key</source>
        <translation>Morph 密钥</translation>
    </message>
    <message>
        <source>&amp;Save the key</source>
        <translation>保存密钥(&amp;S)</translation>
    </message>
    <message>
        <source>Test the &amp;key</source>
        <translation>测试密钥(&amp;K)</translation>
    </message>
    <message>
        <source>Asks Morph one question, which costs its fee</source>
        <translation>向 Morph 提一个问题，会产生其费用</translation>
    </message>
    <message>
        <source>&amp;Route on this machine</source>
        <translation>在本机路由(&amp;R)</translation>
    </message>
    <message>
        <source>Result of the test</source>
        <translation>测试结果</translation>
    </message>
    <message>
        <source>Where to get a key</source>
        <translation>在哪里获取密钥</translation>
    </message>
    <message>
        <source>%1 was not asked yet</source>
        <translation>尚未询问 %1</translation>
    </message>
    <message>
        <source>%1 does not answer. Start CLIProxyAPI with port %2 in its config.yaml, or give the address where it listens.</source>
        <translation>%1 没有应答。请在其 config.yaml 中以端口 %2 启动 CLIProxyAPI，或填写其监听的地址。</translation>
    </message>
    <message numerus="yes">
        <source>%1 answers, %n model(s)</source>
        <translation>
            <numerusform>%1 已应答，%n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>No key for it was found: the agents&apos; own keys pass through.</source>
        <translation>未找到其密钥：代理自己的密钥原样通过。</translation>
    </message>
    <message>
        <source>Its key is from %1.</source>
        <translation>其密钥来自 %1。</translation>
    </message>
    <message>
        <source>another key</source>
        <translation>另一个密钥</translation>
    </message>
    <message>
        <source>key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Morph judges; its key is set (%1)</source>
        <translation>由 Morph 判断；密钥已设置（%1）</translation>
    </message>
    <message>
        <source>none needed: this machine judges the tasks, and nothing leaves it</source>
        <translation>无需密钥：由本机判断任务，没有任何内容离开本机</translation>
    </message>
    <message>
        <source>Without MORPH_API_KEY every request passes with the model it asks for. Give a key, or let this machine judge the tasks: nothing leaves it then.</source>
        <translation>没有 MORPH_API_KEY 时，每个请求都按其要求的模型通过。请填写密钥，或让本机判断任务：这样没有任何内容离开本机。</translation>
    </message>
    <message>
        <source>a built-in fake server answers</source>
        <translation>由内置的模拟服务器应答</translation>
    </message>
    <message>
        <source>Show %1…</source>
        <translation>显示 %1…</translation>
    </message>
    <message>
        <source>Connect %1…</source>
        <translation>连接 %1…</translation>
    </message>
    <message>
        <source>○ %1 is not connected</source>
        <translation>○ %1 未连接</translation>
    </message>
    <message>
        <source>● %1 is connected; waiting for a request…</source>
        <translation>● %1 已连接；等待请求…</translation>
    </message>
    <message>
        <source>✔ %1 is connected; its request came at %2</source>
        <translation>✔ %1 已连接；其请求于 %2 到达</translation>
    </message>
    <message>
        <source>Each is connected by a change of its settings file, which is shown first and can be undone.</source>
        <translation>每个代理都通过修改其设置文件连接，修改会先显示并可撤销。</translation>
    </message>
    <message>
        <source>No agent was found on this machine. The list at the left has lines to copy for each, and for other programs.</source>
        <translation>本机未找到代理。左侧列表提供各代理及其他程序可复制的配置行。</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>正在询问…</translation>
    </message>
    <message>
        <source>Demo: a second proxy runs between built-in fake servers, on a port of its own. Nothing of it leaves this machine or gets into the log or the costs.</source>
        <translation>演示：第二个代理在内置模拟服务器之间运行，使用自己的端口。其内容不会离开本机，也不进入日志或费用。</translation>
    </message>
    <message>
        <source>Nothing set up yet? The demo shows everything with built-in fake servers, on this machine only. Your agents are not touched.</source>
        <translation>还未设置？演示用内置模拟服务器展示一切，仅在本机运行。您的代理不受影响。</translation>
    </message>
    <message>
        <source>&amp;Leave the demo</source>
        <translation>离开演示(&amp;L)</translation>
    </message>
    <message>
        <source>Try the &amp;demo</source>
        <translation>试用演示(&amp;D)</translation>
    </message>
</context>
<context>
    <name>ui::TestRequest</name>
    <message>
        <source>No answer: %1</source>
        <translation>没有响应：%1</translation>
    </message>
    <message>
        <source>Status %1: %2</source>
        <translation>状态 %1：%2</translation>
    </message>
    <message>
        <source>Answered by %1</source>
        <translation>由 %1 响应</translation>
    </message>
    <message>
        <source>Answered by %1 (%2)</source>
        <translation>由 %1 响应（%2）</translation>
    </message>
</context>
<context>
    <name>ui::TimelineBar</name>
    <message>
        <source>inspect</source>
        <translation>解析</translation>
    </message>
    <message>
        <source>decide</source>
        <translation>决策</translation>
    </message>
    <message>
        <source>connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>first byte</source>
        <translation>首字节</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>传输</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>应答</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>%1: %2, from %3 on</source>
        <translation>%1：%2，从 %3 起</translation>
    </message>
</context>
<context>
    <name>ui::TrayIcon</name>
    <message>
        <source>Demo: built-in fake servers answer</source>
        <translation>演示：由内置的模拟后端响应</translation>
    </message>
</context>
<context>
    <name>ui::TrayMenu</name>
    <message>
        <source>&amp;Open llm-proxy</source>
        <translation>打开 llm-proxy(&amp;O)</translation>
    </message>
    <message>
        <source>%1 of the plan %2 used</source>
        <translation>套餐 %1 已用 %2</translation>
    </message>
    <message>
        <source>&amp;Connect an agent…</source>
        <translation>连接智能体(&amp;C)…</translation>
    </message>
    <message>
        <source>Copy &amp;base URL</source>
        <translation>复制基础 URL(&amp;B)</translation>
    </message>
    <message>
        <source>Start at &amp;login</source>
        <translation>登录时启动(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) today</source>
        <translation>
            <numerusform>今天 %n 个请求</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 easy</source>
        <translation>%1 简单</translation>
    </message>
    <message>
        <source>Morph %1</source>
        <translation>Morph %1</translation>
    </message>
    <message>
        <source>%1 saved</source>
        <translation>节省 %1</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>损失 %1</translation>
    </message>
    <message>
        <source>Running on 127.0.0.1:%1</source>
        <translation>正在 127.0.0.1:%1 上运行</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Finishing open streams…</source>
        <translation>正在完成未结束的流…</translation>
    </message>
    <message>
        <source>Could not start</source>
        <translation>无法启动</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>plan limit: %1</source>
        <translation>套餐限额：%1</translation>
    </message>
</context>
<context>
    <name>ui::WindowMessages</name>
    <message>
        <source>GNOME shows no tray of its own. With the extension &quot;AppIndicator and KStatusNotifierItem Support&quot; llm-proxy appears there; until then, closing this window quits.</source>
        <translation>GNOME 本身不显示托盘。安装扩展“AppIndicator and KStatusNotifierItem Support”后，llm-proxy 会出现在那里；在此之前，关闭此窗口即退出程序。</translation>
    </message>
    <message>
        <source>This desktop has no tray (a panel with a system tray would show one). It is picked up when it appears; until then, closing this window quits.</source>
        <translation>此桌面没有托盘（带系统托盘的面板可提供）。托盘出现后会自动使用；在此之前，关闭此窗口即退出程序。</translation>
    </message>
    <message>
        <source>Saved. The proxy that this window shows takes a part of it over when it is started again.</source>
        <translation>已保存。此窗口所显示的代理重新启动后，部分更改才会生效。</translation>
    </message>
    <message>
        <source>Saved. A part of it takes effect when the proxy is started again.</source>
        <translation>已保存。部分更改在代理重新启动后生效。</translation>
    </message>
    <message>
        <source>&amp;Restart the proxy</source>
        <translation>重启代理(&amp;R)</translation>
    </message>
    <message>
        <source>This window shows the llm-proxy that runs as process %1. Quitting the window leaves that proxy running.</source>
        <translation>此窗口显示的是以进程 %1 运行的 llm-proxy。退出此窗口后，该代理会继续运行。</translation>
    </message>
    <message>
        <source>Switched by hand and not as its files say: %1. The next start of the proxy, or an edit of the file that sets it, ends that.</source>
        <translation>已手动切换，与文件中的设置不同：%1。下次启动代理，或编辑设置它的文件后，即告结束。</translation>
    </message>
    <message>
        <source>The llm-proxy that this window showed has ended. The tray&apos;s menu starts one here.</source>
        <translation>此窗口所显示的 llm-proxy 已结束。可通过托盘菜单在此启动一个。</translation>
    </message>
    <message>
        <source>&amp;Leave the demo</source>
        <translation>退出演示(&amp;L)</translation>
    </message>
    <message>
        <source>Port %1 is held by %2.</source>
        <translation>端口 %1 已被 %2 占用。</translation>
    </message>
    <message>
        <source>&amp;Use port %1</source>
        <translation>使用端口 %1(&amp;U)</translation>
    </message>
    <message>
        <source>There is no key for Morph, so every request keeps its model. This machine can judge the tasks itself: nothing leaves it.</source>
        <translation>没有 Morph 密钥，因此每个请求都保留其模型。本机可以自己判断任务：没有任何内容离开本机。</translation>
    </message>
    <message>
        <source>&amp;Route on this machine</source>
        <translation>在本机路由(&amp;R)</translation>
    </message>
    <message>
        <source>The limit %1. Requests are answered with 429 until it is lifted, or begins anew %2.</source>
        <translation>限额 %1。在解除或于 %2 重新开始之前，请求将收到 429。</translation>
    </message>
    <message>
        <source>&amp;Lift it for an hour</source>
        <translation>解除一小时(&amp;L)</translation>
    </message>
    <message numerus="yes">
        <source>llm-proxy quits when %n open request(s) are answered. New ones are no longer taken.</source>
        <translation>
            <numerusform>%n 个未完成请求应答后 llm-proxy 退出，不再接受新请求。</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Cut them now</source>
        <translation>立即切断(&amp;C)</translation>
    </message>
    <message>
        <source>Demo: built-in fake servers answer for Morph and CLIProxyAPI, on a port of its own. Nothing of this is real, costs anything or is kept; your agents go on with the real proxy.</source>
        <translation>演示：内置模拟服务器代替 Morph 和 CLIProxyAPI 应答，使用自己的端口。这一切都不是真的，不收费也不保留；您的代理继续使用真正的代理服务。</translation>
    </message>
    <message>
        <source>Demo: %1</source>
        <translation>演示：%1</translation>
    </message>
</context>
<context>
    <name>ui::WindowPages</name>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>健康状态</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>That request is not in the table any more.</source>
        <translation>该请求已不在表格中。</translation>
    </message>
    <message>
        <source>Noted on this machine. &quot;llm-proxy route review&quot; shows what such notes say of the verdicts; nothing is learnt by itself.</source>
        <translation>已记在本机。&quot;llm-proxy route review&quot; 会显示这些记录对判断的评价；不会自行学习。</translation>
    </message>
    <message>
        <source>&amp;Requests</source>
        <translation>请求(&amp;R)</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生的事</translation>
    </message>
    <message>
        <source>What happened (%1)</source>
        <translation>发生的事 (%1)</translation>
    </message>
</context>
</TS>
