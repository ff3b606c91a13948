// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/secretshapes.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

// From the issuers' documentation and the rules of secret scanners, 2026-11.
constexpr std::array kShapes {
    SecretShape {"AGE-SECRET-KEY-1", isUpperAlnum, 50},
    SecretShape {"ABIA", isUpperAlnum, 16, 16},
    SecretShape {"ACCA", isUpperAlnum, 16, 16},
    SecretShape {"AIza", isBase64Url, 35, 35},
    SecretShape {"AKIA", isUpperAlnum, 16, 16},
    SecretShape {"ASIA", isUpperAlnum, 16, 16},
    SecretShape {"ATATT3x", isBearer, 40},
    SecretShape {"GOCSPX-", isBase64Url, 20},
    SecretShape {"NRAK-", isUpperAlnum, 27, 27},
    SecretShape {"PMAK-", isBase64Url, 40},
    SecretShape {"SG.", isBearer, 60},
    SecretShape {"SK", isHex, 32, 32},
    SecretShape {"dapi", isHex, 32, 32},
    SecretShape {"dckr_pat_", isBase64Url, 20},
    SecretShape {"discord.com/api/webhooks/", isPath, 60},
    SecretShape {"doo_v1_", isHex, 64, 64},
    SecretShape {"dop_v1_", isHex, 64, 64},
    SecretShape {"dor_v1_", isHex, 64, 64},
    SecretShape {"dp.pt.", isAlnum, 40},
    SecretShape {"fc-", isHex, 32, 32},
    SecretShape {"figd_", isBase64Url, 30},
    SecretShape {"gho_", isAlnum, 36},
    SecretShape {"ghp_", isAlnum, 36},
    SecretShape {"ghr_", isAlnum, 36},
    SecretShape {"ghs_", isBearer, 36},
    SecretShape {"ghu_", isAlnum, 36},
    SecretShape {"github_pat_", isWord, 40},
    SecretShape {"glpat-", isBearer, 20},
    SecretShape {"glptt-", isHex, 40},
    SecretShape {"glrt-", isBearer, 20},
    SecretShape {"glsa_", isWord, 40},
    SecretShape {"gsk_", isAlnum, 40},
    SecretShape {"hf_", isAlnum, 30},
    SecretShape {"hooks.slack.com/services/", isPath, 40},
    SecretShape {"hvb.", isBase64Url, 24},
    SecretShape {"hvs.", isBase64Url, 24},
    SecretShape {"key-", isHex, 32, 32},
    SecretShape {"lin_api_", isAlnum, 32},
    SecretShape {"lsv2_", isWord, 32},
    SecretShape {"npm_", isAlnum, 36},
    SecretShape {"ntn_", isAlnum, 40},
    SecretShape {"nvapi-", isBase64Url, 40},
    SecretShape {"pplx-", isAlnum, 40},
    SecretShape {"pscale_pw_", isBase64Url, 32},
    SecretShape {"pscale_tkn_", isBase64Url, 32},
    SecretShape {"pul-", isHex, 40, 40},
    SecretShape {"pypi-AgEI", isBase64Url, 50},
    SecretShape {"r8_", isAlnum, 37, 37},
    SecretShape {"rk_live_", isAlnum, 16},
    SecretShape {"rk_test_", isAlnum, 16},
    SecretShape {"rubygems_", isHex, 48, 48},
    SecretShape {"sbp_", isHex, 40, 40},
    SecretShape {"shpat_", isHex, 32, 32},
    SecretShape {"shpss_", isHex, 32, 32},
    SecretShape {"sk_live_", isAlnum, 16},
    SecretShape {"sk_test_", isAlnum, 16},
    SecretShape {"sq0csp-", isBase64Url, 40},
    SecretShape {"tskey-", isBase64Url, 20},
    SecretShape {"tvly-", isBase64Url, 24},
    SecretShape {"whsec_", isBase64, 24},
    SecretShape {"xai-", isAlnum, 60},
    SecretShape {"xapp-", isBase64Url, 30},
    SecretShape {"xoxa-", isBase64Url, 20},
    SecretShape {"xoxb-", isBase64Url, 20},
    SecretShape {"xoxe-", isBase64Url, 20},
    SecretShape {"xoxp-", isBase64Url, 20},
    SecretShape {"xoxr-", isBase64Url, 20},
    SecretShape {"xoxs-", isBase64Url, 20},
    SecretShape {"ya29.", isBearer, 30},
};

struct Range
{
    quint8 begin = 0;
    quint8 end = 0;
};

/// By a first character the shapes that begin with it, for kShapes is in the order of the bytes.
constexpr auto kRanges = [] {
    std::array<Range, 256> ranges {};
    for (size_t at = 0; at < kShapes.size(); ++at) {
        Range &range = ranges[static_cast<unsigned char>(kShapes[at].prefix[0])];
        if (range.end == 0)
            range.begin = quint8(at);
        range.end = quint8(at + 1);
    }
    return ranges;
}();

/// The ends of names, in lower case without "_" and "-", whose value is a secret.
constexpr std::array<QByteArrayView, 27> kSecretNames {
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "accountkey",
    "privatekey",
    "authkey",
    "credential",
    "authorization",
    "secretkeybase",
    "sessionid",
    "pass",
    "subscriptionkey",
    // German, Dutch, French (mot de passe), Portuguese, Italian, Swedish, Polish, Spanish.
    "passwort",
    "kennwort",
    "wachtwoord",
    "depasse",
    "senha",
    "parola",
    "senord",
    "haslo",
    "contrasena",
};

/// The same in letters beyond ASCII: Spanish, Polish, Russian (without the first letter, which may
/// be a capital), Chinese (password, key, token), Japanese, Korean.
constexpr std::array<QByteArrayView, 9> kForeignNames {
    "ontraseña", "asło", "ароль", "密码", "密碼", "密钥", "令牌", "パスワード", "비밀번호",
};

constexpr size_t kLetters = 26;

/// The pairs of letters that one of kSecretNames ends with. Most words end with others.
constexpr auto kEnds = [] {
    std::array<bool, kLetters * kLetters> ends {};
    for (const QByteArrayView name : kSecretNames)
        ends[size_t(name[name.size() - 2] - 'a') * kLetters + size_t(name[name.size() - 1] - 'a')] =
            true;
    return ends;
}();

/// A small letter for a letter; else the character.
constexpr char small(char c)
{
    return isUpper(c) ? char(c + ('a' - 'A')) : c;
}

/// Whether the last two letters of both words together are those of a name.
bool mayNameSecret(QByteArrayView before, QByteArrayView name)
{
    const QByteArrayView second = name.size() > 1 ? name.chopped(1) : before;
    if (second.isEmpty())
        return false;
    const char last = name[name.size() - 1];
    const char lastButOne = second[second.size() - 1];
    if (!isLetter(last) || !isLetter(lastButOne))
        return last == '_' || last == '-' || lastButOne == '_' || lastButOne == '-';
    return kEnds[size_t(small(lastButOne) - 'a') * kLetters + size_t(small(last) - 'a')];
}

} // namespace

std::span<const SecretShape> secretShapesFrom(char first)
{
    const Range range = kRanges[static_cast<unsigned char>(first)];
    return {kShapes.data() + range.begin, kShapes.data() + range.end};
}

bool namesSecret(QByteArrayView before, QByteArrayView name)
{
    if (!mayNameSecret(before, name))
        return false;
    const auto endsWith = [&](QByteArrayView known) {
        qsizetype left = known.size();
        for (const QByteArrayView word : {name, before}) {
            for (qsizetype at = word.size() - 1; at >= 0 && left > 0; --at) {
                const char c = word[at];
                if (c == '_' || c == '-')
                    continue;
                if (small(c) != known[--left])
                    return false;
            }
        }
        return left == 0;
    };
    return std::any_of(kSecretNames.begin(), kSecretNames.end(), endsWith);
}

bool endsWithForeignSecretName(QByteArrayView text)
{
    return std::any_of(kForeignNames.begin(), kForeignNames.end(),
                       [text](QByteArrayView name) { return text.endsWith(name); });
}

} // namespace proxy
