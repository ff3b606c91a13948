// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/textsreader.h"

#include <QJsonObject>

#include <utility>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr auto kLiveInterval = 100ms;
/// Who goes through rows with a held key asks once.
constexpr auto kPatience = 120ms;

/// Takes the next part of a body; true: there is more of it at once.
bool takePart(BodyText &body, qint64 &from, const QJsonObject &part)
{
    body.text += part["text"_L1].toString().toUtf8();
    body.size = part["size"_L1].toInteger();
    body.isCut = part["cut"_L1].toBool();
    body.isOver = part["over"_L1].toBool();
    body.isUnread = part["unread"_L1].toBool();
    from = part["next"_L1].toInteger();
    return part["more"_L1].toBool();
}

} // namespace

TextsReader::TextsReader(const ProxySource &source, QObject *parent)
    : QObject(parent)
    , m_client(source)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &TextsReader::ask);
}

void TextsReader::watch(const QByteArray &id)
{
    if (id == m_id)
        return;
    stop();
    m_id = id;
    m_state = State::Asking;
    if (!m_file) {
        m_next.start(kPatience);
    } else {
        const auto found = m_file->constFind(id);
        m_state = found == m_file->constEnd() ? State::NotKept : State::Kept;
        m_bodies = m_file->value(id);
    }
    Q_EMIT changed();
}

void TextsReader::stop()
{
    m_next.stop();
    m_id.clear();
    m_state = State::Nothing;
    m_bodies = {};
    m_requestFrom = 0;
    m_answerFrom = 0;
}

void TextsReader::ask()
{
    QUrlQuery query;
    query.addQueryItem(u"id"_s, QString::fromUtf8(m_id));
    query.addQueryItem(u"request_from"_s, QString::number(m_requestFrom));
    query.addQueryItem(u"answer_from"_s, QString::number(m_answerFrom));
    m_client.get(u"/router/texts"_s, query,
                 [this, id = m_id](const auto &answer) { take(id, answer); });
}

void TextsReader::take(const QByteArray &id, const proxy::Result<QJsonObject> &answer)
{
    if (id != m_id)
        return;
    if (!answer) {
        // What was read stays, when the proxy ends meanwhile.
        if (m_state != State::Kept)
            m_state =
                answer.error().code == proxy::ErrorCode::NotFound ? State::NotKept : State::Failed;
        return Q_EMIT changed();
    }
    m_state = State::Kept;
    const bool hasMoreRequest =
        takePart(m_bodies.request, m_requestFrom, (*answer)["request"_L1].toObject());
    const bool hasMoreAnswer =
        takePart(m_bodies.answer, m_answerFrom, (*answer)["answer"_L1].toObject());
    if (hasMoreRequest || hasMoreAnswer)
        m_next.start(0ms);
    else if (!m_bodies.answer.isOver)
        m_next.start(kLiveInterval);
    Q_EMIT changed();
}

void TextsReader::fetch(const QByteArray &id,
                        std::function<void(const std::optional<ExchangeBodies> &)> done)
{
    // A reader of its own, so that what is watched goes on.
    auto *reader = new TextsReader(m_client.source(), this);
    reader->setFile(m_file);
    connect(reader, &TextsReader::changed, this, [reader, done = std::move(done)] {
        const bool isWhole = reader->state() == State::Kept
                             && !(reader->m_next.isActive() && reader->m_next.interval() == 0);
        if (reader->state() == State::Asking || (reader->state() == State::Kept && !isWhole))
            return;
        reader->disconnect();
        reader->m_next.stop();
        reader->deleteLater();
        done(isWhole ? std::optional(reader->bodies()) : std::nullopt);
    });
    reader->watch(id);
}

} // namespace ui
