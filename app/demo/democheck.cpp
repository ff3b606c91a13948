// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/democheck.h"

#include "app/demo/quotedjson.h"

#include <QJsonDocument>

namespace app {

namespace {

using namespace Qt::StringLiterals;

/// Collects what differs.
class Problems
{
public:
    void compare(const char *what, const QByteArray &got, const QByteArray &wanted)
    {
        if (got != wanted)
            m_list.append(u"%1 is \"%2\", not \"%3\""_s.arg(
                QLatin1StringView(what), QString::fromUtf8(got), QString::fromUtf8(wanted)));
    }
    void require(bool holds, const QString &otherwise)
    {
        if (!holds)
            m_list.append(otherwise);
    }
    [[nodiscard]] const QStringList &list() const { return m_list; }

private:
    QStringList m_list;
};

/// The body the backend must get: the client's, with other bytes in the model's place only.
QByteArray spliced(const DemoRequest &sent, const QByteArray &model)
{
    QByteArray body = sent.body;
    const QByteArray before = quoted(sent.model);
    const qsizetype at = sent.model.isEmpty() ? -1 : body.indexOf(before);
    return at < 0 ? body : body.replace(at, before.size(), quoted(model));
}

QByteArray modelOf(const proxy::Request &request)
{
    return QJsonDocument::fromJson(request.body)["model"_L1].toString().toUtf8();
}

void checkForwarded(Problems &problems, const DemoEvidence &evidence)
{
    for (const proxy::Request &request : evidence.forwarded) {
        QByteArray fields;
        request.head.headers.appendTo(fields);
        problems.require(request.body == spliced(evidence.sent, modelOf(request)),
                         u"the backend got other bytes than the client sent"_s);
        problems.compare("target", request.head.target, evidence.sent.target);
        problems.require(!fields.contains(kDemoClientKey),
                         u"the client's key reached the backend"_s);
        problems.compare("backend key",
                         request.head.headers.first("Authorization").value_or("").toByteArray(),
                         "Bearer " + evidence.backendKey);
        problems.require(!fields.toLower().contains("x-llm-proxy"),
                         u"a header of ours reached the backend"_s);
    }
}

void checkHeaders(Problems &problems, const DemoExpectation &expected, const DemoEvidence &evidence,
                  const QByteArray &selected)
{
    const DemoResponse &answer = evidence.answer;
    const bool classified = !expected.difficulty.isEmpty();
    problems.compare("difficulty", answer.header("x-llm-proxy-difficulty"), expected.difficulty);
    problems.compare("routing", answer.header("x-llm-proxy-routing"), expected.why);
    problems.compare("original-model header", answer.header("x-llm-proxy-original-model"),
                     classified ? evidence.sent.model : QByteArray());
    if (classified && expected.attempts > 0)
        problems.compare("selected-model header", answer.header("x-llm-proxy-selected-model"),
                         selected);
    const QByteArray millis = answer.header("x-llm-proxy-routing-ms");
    if (expected.why == "reused")
        problems.compare("routing-ms", millis, "0");
    problems.require(millis.isEmpty() != classified, u"routing-ms is there or not, wrongly"_s);
}

void checkAnswer(Problems &problems, const DemoExpectation &expected, const DemoEvidence &evidence)
{
    const DemoResponse &answer = evidence.answer;
    problems.compare("status", QByteArray::number(answer.status()),
                     QByteArray::number(expected.status));
    problems.require(answer.isComplete == (expected.end == DemoEnd::Complete),
                     answer.isComplete ? u"a cut looks like an end"_s : u"the answer is cut"_s);
    problems.require(!answer.isBroken, u"the chunk framing is broken"_s);
    problems.require(!expected.streamed || answer.chunks > 1, u"the answer came in one piece"_s);
    problems.require(answer.body.contains(expected.contains),
                     u"the answer lacks \"%1\""_s.arg(QString::fromUtf8(expected.contains)));
    problems.require(answer.firstByteMs >= 0
                         && answer.firstByteMs <= static_cast<double>(expected.within.count()),
                     u"the first byte took %1 ms"_s.arg(answer.firstByteMs));
}

} // namespace

DemoRow checkedRow(const QByteArray &name, const DemoExpectation &expected,
                   const DemoEvidence &evidence)
{
    const DemoResponse &answer = evidence.answer;
    const QByteArray reached =
        evidence.forwarded.empty() ? QByteArray() : modelOf(evidence.forwarded.back());
    const QByteArray wanted = expected.selected.isEmpty() ? evidence.sent.model : expected.selected;
    Problems problems;
    checkAnswer(problems, expected, evidence);
    checkHeaders(problems, expected, evidence, wanted);
    checkForwarded(problems, evidence);
    problems.compare("requests at the backend",
                     QByteArray::number(qsizetype(evidence.forwarded.size())),
                     QByteArray::number(expected.attempts));
    if (expected.attempts > 0)
        problems.compare("model at the backend", reached, wanted);

    return {.name = name,
            .requested = evidence.sent.model,
            .selected = reached,
            .difficulty = answer.header("x-llm-proxy-difficulty"),
            .why = answer.header("x-llm-proxy-routing"),
            .routingMs = answer.header("x-llm-proxy-routing-ms"),
            .firstByteMs = answer.firstByteMs,
            .chunks = answer.chunks,
            .status = answer.status(),
            .end = answer.isComplete ? "" : "cut",
            .problems = problems.list()};
}

} // namespace app
