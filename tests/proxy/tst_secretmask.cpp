// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/secretmask.h"

#include <QTest>

using proxy::MaskedText;
using proxy::maskSecrets;

class TestSecretMask final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSecretIsMaskedAndTheWordsAroundItStay_data();
    void aSecretIsMaskedAndTheWordsAroundItStay();
    void codeThatLooksLikeASecretStays_data();
    void codeThatLooksLikeASecretStays();
    void eachSecretIsCounted();
    void aKeyWithoutItsEndIsMaskedToTheEnd();
    void aKeyWithoutItsBeginningIsMaskedFromThere();
    void namesInARowDoNotHideASecretBehindThem();
    void bytesThatAreNoTextPass();
};

namespace {

/// Made of its parts, so that no scanner of this repository takes it for a real one.
QByteArray made(const char *prefix, const char *rest)
{
    return QByteArray(prefix) + rest;
}

constexpr const char *kAlnum = "Zq7Rm2Kx9Tb4Wc6Yd8Nf1Hj3Lp5Sv0GaUeQi7oBt";
constexpr const char *kHex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

} // namespace

void TestSecretMask::aSecretIsMaskedAndTheWordsAroundItStay_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const QByteArray &secret, const char *before = "use ",
                        const char *after = " please") {
        QTest::newRow(name) << secret << QByteArray(before) << QByteArray(after);
    };
    const QByteArray alnum(kAlnum);
    const QByteArray hex(kHex);
    row("Anthropic", made("sk-ant-", "api03-Zq7Rm2Kx9Tb4_Wc6Yd8Nf1Hj3-Lp5Sv0GaUeQi7oBtAA"));
    row("OpenAI, project", made("sk-pro", "j-Zq7Rm2Kx9Tb4_Wc6Yd8Nf1Hj3Lp5Sv0Ga"));
    row("OpenAI, old", "sk-" + alnum);
    row("OpenRouter", "sk-or-v1-" + hex);
    row("GitHub, classic", "ghp_" + alnum.first(36));
    row("GitHub, fine", "github_pat_" + alnum.first(22) + '_' + alnum);
    row("GitLab", "glpat-" + alnum.first(20));
    row("AWS", made("AK", "IAQ7RM2KX9TB4WC6YD"));
    row("Google", "AIza" + alnum.first(35));
    row("Google, access", "ya29." + alnum);
    row("Slack", made("xo", "xb-123456789012-123456789012-") + alnum.first(24));
    row("Slack, hook", "hooks.slack.com/services/T00000000/B00000000/" + alnum.first(24),
        "https://", " now");
    row("Stripe", made("sk_li", "ve_") + alnum.first(24));
    row("npm", "npm_" + alnum.first(36));
    row("Hugging Face", "hf_" + alnum.first(34));
    row("Databricks", "dapi" + hex.first(32));
    row("SendGrid", "SG." + alnum.first(22) + '.' + alnum + "abc");
    row("Vault", "hvs." + alnum);
    row("Groq", "gsk_" + alnum + alnum.first(12));
    row("web token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0." + alnum);
    row("in quotes", "ghp_" + alnum.first(36), "key = \"", "\"");
    row("in brackets", "ghp_" + alnum.first(36), "(", ")");
    row("behind an equals sign", "AIza" + alnum.first(35), "?key=", "&x=1");
    row("bearer", alnum, "Authorization: Bearer ", "\nnext");
    row("bearer, small", alnum, "bearer ", "\n");
    row("basic", "dXNlcjpodW50ZXIyeHl6", "Authorization: Basic ", "\nnext");
    row("password in a URL", "hunter2", "postgres://app:", "@db.example.com:5432/x");
    row("password with the sign in a URL", "p@ssW0rdX9", "mysql://root:", "@db:3306/x");
    row("short name", "kT9xQ2vLm4Zw", "DB_PASS=", "\n");
    row("Azure", hex.first(32), "Ocp-Apim-Subscription-Key: ", "\r\n");
    row("token in a URL", alnum, "https://", "@github.com/a/b.git");
    row("variable", "kT9xQ2vLm4Zw", "DB_PASSWORD=", "\n");
    row("JSON", "kT9xQ2vLm4Zw", "{\"clientSecret\": \"", "\"}");
    row("YAML", "kT9xQ2vLm4Zw", "api-key: ", "\nother: 1");
    row("Python", "kT9xQ2vLm4Zw", "config['secret_key'] = '", "'");
    row("Ruby", "kT9xQ2vLm4Zw", ":token => \"", "\"");
    row("Go", "kT9xQ2vLm4Zw", "apiToken := \"", "\"");
    row("option", "kT9xQ2vLm4Zw", "mysql --password ", " db");
    row("option with equals", "kT9xQ2vLm4Zw", "mysql --password=", " db");
    row("header", "kT9xQ2vLm4Zw", "X-Api-Key: ", "\r\n");
    row("in words", "kT9xQ2vLm4Zw", "my API key is ", ", is that right?");
    row("with signs", "P@ssw0rd!42", "password: \"", "\"");
    row("German", "kT9xQ2vLm4Zw", "Passwort: ", "\n");
    row("an English sentence", "kT9xQ2vLm4Zw", "the password is ", "\n");
    row("a German sentence", "kT9xQ2vLm4Zw", "das Passwort ist ", " und");
    row("another German one", "kT9xQ2vLm4Zw", "mein Kennwort lautet ", "\n");
    row("a Spanish sentence", "kT9xQ2vLm4Zw", "la contraseña es ", "\n");
    row("a French sentence", "kT9xQ2vLm4Zw", "le mot de passe est ", "\n");
    row("a Polish sentence", "kT9xQ2vLm4Zw", "hasło to ", "\n");
    row("a Portuguese sentence", "kT9xQ2vLm4Zw", "a senha é ", "\n");
    row("a Russian sentence", "kT9xQ2vLm4Zw", "пароль это ", "\n");
    row("a Chinese sentence", "kT9xQ2vLm4Zw", "密码是", "\n");
    row("a Japanese sentence", "kT9xQ2vLm4Zw", "パスワードは", "\n");
    row("a name and its value", "kT9xQ2vLm4Zw", "use password ", " there");
    row("a key and its value", "kT9xQ2vLm4ZwkT9xQ2vLm4Zw8", "api-key ", "\n");
    row("AWS secret", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzQ7Rm2Kx9T", "aws_secret_access_key = ", "\n");
    row("query", "kT9xQ2vLm4Zw", "https://x.example/?access_token=", "&page=2");
    row("JSON within a text", "kT9xQ2vLm4Zw", R"({\"api_key\": \")", R"(\"})");
    row("XML", "kT9xQ2vLm4Zw", "<password>", "</password>");
    row("table", "kT9xQ2vLm4Zw", "| password | ", " |");
    row("below its name", "kT9xQ2vLm4Zw", "password:\n  ", "\n");
    row("Rails", hex + hex, "SECRET_KEY_BASE=", "\n");
    row("Django", "django-insecure-4$x(k2&=w9#m7!zq8@v5n)t3j6", "SECRET_KEY = \"", "\"");
    row("basic without a digit", "dXNlcjpnUXNmTldhTEpiZHQ=", "Authorization: Basic ", "\n");
    row("Telegram", "1234567890:" + alnum.first(35));
    row("Mailgun", "key-" + hex.first(32));
    row("PlanetScale", "pscale_pw_" + alnum);
    row("in parentheses", "kT9xQ2vLm4Zw", "(token=", ")");
    row("with a dollar sign", "Xk9$mQ2!vLp8", "DB_PASSWORD=", "\n");
    row("with a dollar sign first", "$ecr3tP4ssw0rd", "password: ", "\n");
    row("with an ampersand", "Tr0ub4dor&3zz", "password=", "\n");
    row("before a field of a form", "Tr0ub4dor3zz", "password=", "&page=2");
    row("an old scheme", "9f86d081884c7d659a2feaa0", "Authorization: Token ", "\r\n");
    row("netrc", "kT9xQ2vLm4Zw", "machine api.example login me password ", "\n");
    row("netrc in lines", "kT9xQ2vLm4Zw", "machine a\n  login me\n  password ", "\n");
    row("curl", "pa.ss", "curl -s -u me:", " https://a.example");
    row("curl, long", "hunter2", "curl --user 'me:", "' https://a.example");
    row("a cookie", "kT9xQ2vLm4Zw", "Cookie: theme=dark; sid=", "; lang=en\r\n");
    row("a cookie with a name like a secret", "kT9xQ2vLm4Zw", "Cookie: AspSession1D9X=", "\r\n");
    row("a cookie that is set", "kT9xQ2vLm4Zw", "\"set-cookie\": \"sid=", "; Path=/; HttpOnly\"");
    row("French", "kT9xQ2vLm4Zw", "mot de passe : ", "\n");
    row("Spanish", "kT9xQ2vLm4Zw", "contraseña: ", "\n");
    row("Polish", "kT9xQ2vLm4Zw", "Hasło = ", "\n");
    row("Portuguese", "kT9xQ2vLm4Zw", "senha: ", "\n");
    row("Russian", "kT9xQ2vLm4Zw", "Пароль: ", "\n");
    row("Chinese", "kT9xQ2vLm4Zw", "密码：", "\n");
    row("Chinese in JSON", "kT9xQ2vLm4Zw", "{\"密码\": \"", "\"}");
    row("Japanese", "kT9xQ2vLm4Zw", "パスワード：　", "\n");
    row("a full-width colon", "kT9xQ2vLm4Zw", "password：", "\n");
    row("behind a mark without width", "kT9xQ2vLm4Zw", "token: \u200B", "\n");
    row("PuTTY", "AAAAIBq2x9Tb4Wc6Yd8Nf1Hj3Lp5Sv0GaUeQi7oBtAA=\n",
        "Public-Lines: 1\nAAAA\nPrivate-Lines: 1\n", "Private-MAC: 12ab\n");
}

void TestSecretMask::aSecretIsMaskedAndTheWordsAroundItStay()
{
    QFETCH(QByteArray, secret);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const MaskedText masked = maskSecrets(before + secret + after);
    QCOMPARE(masked.text, before + "[secret]" + after);
    QCOMPARE(masked.masked, 1);
    if (!after.startsWith('@'))
        QCOMPARE(maskSecrets(before + secret).text, before + "[secret]");
    // Nothing is left to mask, and what stands there now is no secret.
    QCOMPARE(maskSecrets(masked.text).masked, 0);
}

void TestSecretMask::codeThatLooksLikeASecretStays_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"const token = await getToken(user1, options2);",
          "password = os.environ[\"DB_PASSWORD_2\"]",
          "apiKey: process.env.API_KEY_V2,",
          "token = config.auth.token2",
          "export API_TOKEN=${API_TOKEN_2}",
          "export API_TOKEN=$OTHER_TOKEN_2",
          "password: $(vault read secret2)",
          "secret_name: my-tls-secret-v2",
          "if (password.length < 8) throw new Error('too short');",
          "def check(password: str, token: str) -> bool:",
          "\"max_tokens\": 32000, \"temperature\": 0.7",
          "csrf_token = \"{{ csrf_token2 }}\"",
          "the token is not valid any more",
          "password:\n  type: string\n  minLength: 8",
          "| password | string | required since 2.1 |",
          "<token>${token2}</token>",
          "12345678:30 is a time",
          "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
          "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          "id: 123e4567-e89b-42d3-a456-426614174000",
          ".sk-loading-spinner-container-large { color: red }",
          ".sk-fading-circle2 .sk-circle10-before { left: 0 }",
          "task-runner-2-with-a-long-name-00012",
          "npm_config_registry=https://registry.example.com",
          "hf_hub_download(repo_id='x')",
          "AKIA is the prefix of AWS's keys",
          "use ghp_ tokens",
          "bearer authentication is needed; Bearer authorization2",
          "https://localhost:8317/v1/messages",
          "http://user@example.com/",
          "git@github.com:owner/name.git",
          "see http://a.example/x and mail me@b.example",
          "postgres://app:${DB_PASSWORD}@db/x",
          "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
          "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
          "the basic idea: Basic understanding of it",
          "eyJ is how a token begins",
          "eyJhbGciOi.eyJzdWIiOiIxMjM has no third part",
          "eyJhbGciOi.eyJzdWIiOiIxMjM",
          "tokenizer = AutoTokenizer.from_pretrained('bert-base-v2')",
          "password: ********",
          "password: changeme",
          "SKU 12345, SKIP 1, SG.com",
          "docker run -u 1000:1000 image2",
          "curl -u \"$USER:$PASS\" https://a.example",
          "cookie: theme=dark; lang=en-GB",
          "a cookie is set: x1=y2",
          "login with your name and password first",
          "the 密码 is checked: see doc2page",
          "contraseña: cámbiala",
          "let secret = Secret::new(size1, size2);"})
        QTest::newRow(text) << QByteArray(text);
}

void TestSecretMask::codeThatLooksLikeASecretStays()
{
    QFETCH(QByteArray, text);
    const MaskedText masked = maskSecrets(text);
    QCOMPARE(masked.text, text);
    QCOMPARE(masked.masked, 0);
    QCOMPARE(masked.text.constData(), text.constData());
}

void TestSecretMask::eachSecretIsCounted()
{
    const QByteArray key = "ghp_" + QByteArray(kAlnum).first(36);
    const MaskedText masked = maskSecrets(key + ' ' + key + "\nPASSWORD=kT9xQ2vLm4Zw\n" + key);
    QCOMPARE(masked.text, QByteArray("[secret] [secret]\nPASSWORD=[secret]\n[secret]"));
    QCOMPARE(masked.masked, 4);
}

void TestSecretMask::aKeyWithoutItsEndIsMaskedToTheEnd()
{
    const QByteArray begin = made("-----BEGIN RSA ", "PRIVATE KEY-----");
    const QByteArray end = made("-----END RSA ", "PRIVATE KEY-----");
    const QByteArray lines = "\nMIIEpAIBAAKCAQEA7bq2\nx9Tb4Wc6Yd8Nf1Hj3==\n";
    QCOMPARE(maskSecrets("a\n" + begin + lines + end + "\nb").text,
             "a\n" + begin + "[secret]" + end + "\nb");
    QCOMPARE(maskSecrets("a\n" + begin + lines).text, "a\n" + begin + "[secret]");
    QCOMPARE(maskSecrets(begin).masked, 1);
    const QByteArray cut = begin.first(begin.size() - 3);
    QCOMPARE(maskSecrets(cut).text, cut);
}

void TestSecretMask::aKeyWithoutItsBeginningIsMaskedFromThere()
{
    const QByteArray end = made("-----END ", "PRIVATE KEY-----");
    QCOMPARE(maskSecrets("[...]\n\nMIIEpAIBAAKCAQEA7bq2\nx9Tb4Wc6Yd8==\n" + end + "\nb").text,
             "[...][secret]" + end + "\nb");
}

void TestSecretMask::namesInARowDoNotHideASecretBehindThem()
{
    const QByteArray names = QByteArray("token:").repeated(2'000) + ' ';
    const QByteArray key = "ghp_" + QByteArray(kAlnum).first(36);
    QCOMPARE(maskSecrets(names + key).text, names + "[secret]");
    QCOMPARE(maskSecrets(QByteArray("token: a, ").repeated(2'000) + "PASSWORD=kT9xQ2vLm4Zw").masked,
             1);
}

void TestSecretMask::bytesThatAreNoTextPass()
{
    QByteArray all;
    for (int byte = 0; byte < 256; ++byte)
        all.append(char(byte)).append(char(byte));
    QCOMPARE(maskSecrets(all).text, all);
    QCOMPARE(maskSecrets({}).text, QByteArray());
    for (const char *text : {"-", "--", "://", "a://", "password:", "password=\"", "sk-", "eyJ",
                             "bearer ", "-----BEGIN ", "-----END ", "x://@", "x://:@"})
        QCOMPARE(maskSecrets(text).text, QByteArray(text));
}

QTEST_GUILESS_MAIN(TestSecretMask)
#include "tst_secretmask.moc"
