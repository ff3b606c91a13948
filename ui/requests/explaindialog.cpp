// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/explaindialog.h"

#include "ui/host/proxysource.h"
#include "ui/words/enginetext.h"

#include "proxy/exchange/textjson.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPlainTextEdit>
#include <QUrlQuery>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kDeadlineMs = 5000;
constexpr qint64 kMaxAnswer = 1024 * 1024;
constexpr int kMaxDepth = 20;

const QString kSaid = u"said"_s;

/// The value of @p member; the detail of a step in the window's language.
QJsonValue translated(const QJsonObject &object, const QJsonObject::const_iterator &member)
{
    if (member.key() != u"detail" || !object.contains(kSaid))
        return *member;
    return engineText(proxy::textFromJson(object[kSaid]));
}

void outline(QString &text, const QString &name, const QJsonValue &value, int depth)
{
    const QString indent(2 * depth, u' ');
    const QString head = indent + (name.isEmpty() ? u"-"_s : name + u':');
    if (depth > kMaxDepth)
        return;
    if (value.isObject()) {
        text += head + u'\n';
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            // The same as the detail beside it, to be translated.
            if (member.key() != kSaid)
                outline(text, member.key(), translated(object, member), depth + 1);
        }
    } else if (value.isArray()) {
        text += head + u'\n';
        for (const auto item : value.toArray())
            outline(text, {}, item, depth + 1);
    } else {
        text += head + u' ' + value.toVariant().toString() + u'\n';
    }
}

} // namespace

ExplainDialog::ExplainDialog(const proxy::Exchange &exchange, const ProxySource &source,
                             QWidget *parent)
    : QDialog(parent)
    , m_intro(new QLabel)
    , m_answer(new QPlainTextEdit)
{
    setWindowTitle(tr("What would be decided now"));
    m_intro->setWordWrap(true);
    m_intro->setText(
        exchange.classifiedText.isEmpty()
            ? tr("Asked with the model and endpoint of this request; its text was not recorded. "
                 "Where Morph would be asked, what follows from each of its answers is told.")
            : tr("Asked with the model, endpoint and recorded text of this request. Where Morph "
                 "would be asked, what follows from each of its answers is told."));
    m_answer->setReadOnly(true);
    m_answer->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_answer->setAccessibleName(windowTitle());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_intro);
    layout->addWidget(m_answer, 1);
    layout->addWidget(buttons);
    resize(720, 520);
    m_network.setProxy(QNetworkProxy::NoProxy);
    ask(exchange, source);
}

void ExplainDialog::ask(const proxy::Exchange &exchange, const ProxySource &source)
{
    QUrl url(source.baseUrl() + u"/router/explain"_s);
    QUrlQuery query;
    query.addQueryItem(u"path"_s, QString::fromUtf8(exchange.target).section(u'?', 0, 0));
    url.setQuery(query);
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setRawHeader("Authorization", "Bearer " + source.controlToken());
    request.setTransferTimeout(kDeadlineMs);
    QNetworkReply *reply = m_network.post(request, bodyToExplain(exchange));
    connect(reply, &QNetworkReply::finished, this, [this, reply] { read(reply); });
}

void ExplainDialog::read(QNetworkReply *reply)
{
    reply->deleteLater();
    const QByteArray answer = reply->read(kMaxAnswer);
    if (reply->error() != QNetworkReply::NoError)
        m_answer->setPlainText(tr("The proxy did not explain it: %1").arg(reply->errorString()));
    else
        m_answer->setPlainText(jsonOutline(answer));
}

QByteArray bodyToExplain(const proxy::Exchange &exchange)
{
    const QString text =
        exchange.classifiedText.isEmpty() ? u"…"_s : QString::fromUtf8(exchange.classifiedText);
    const QJsonArray messages {QJsonObject {{u"role"_s, u"user"_s}, {u"content"_s, text}}};
    QJsonObject body {{u"model"_s, QString::fromUtf8(exchange.decision.askedModel())}};
    body[exchange.dialect == proxy::Dialect::OpenAiResponses ? u"input"_s : u"messages"_s] =
        messages;
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

QString jsonOutline(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return QString::fromUtf8(json);
    QString text;
    const QJsonObject object = document.object();
    for (auto member = object.begin(); member != object.end(); ++member)
        outline(text, member.key(), *member, 0);
    return text;
}

} // namespace ui
