// SPDX-License-Identifier: LicenseRef-Private
#include "ui/settings/secretstore.h"

#include <QSettings>

#ifdef LLMPROXY_HAS_KEYCHAIN
#include <qt6keychain/keychain.h>
#endif

namespace ui {

namespace {

const QString kKeysSetting = QStringLiteral("keychain/keys");
[[maybe_unused]] const QString kService = QStringLiteral("llm-proxy");

} // namespace

QStringList SecretStore::rememberedKeys()
{
    return QSettings().value(kKeysSetting).toStringList();
}

void SecretStore::remember(const QString &key, bool stands)
{
    QStringList keys = rememberedKeys();
    keys.removeAll(key);
    if (stands)
        keys << key;
    QSettings().setValue(kKeysSetting, keys);
}

void SecretStore::readAll()
{
    readNext(rememberedKeys(), {});
}

#ifdef LLMPROXY_HAS_KEYCHAIN

bool SecretStore::isBuiltIn()
{
    return true;
}

void SecretStore::readNext(const QStringList &keys, QMap<QString, QString> secrets)
{
    if (keys.isEmpty())
        return Q_EMIT read(secrets);
    auto *job = new QKeychain::ReadPasswordJob(kService, this);
    job->setKey(keys.first());
    connect(job, &QKeychain::Job::finished, this,
            [this, job, keys, secrets](QKeychain::Job *) mutable {
                if (job->error() == QKeychain::NoError)
                    secrets.insert(keys.first(), job->textData());
                else
                    Q_EMIT failed(keys.first(), job->errorString());
                readNext(keys.mid(1), std::move(secrets));
            });
    job->start();
}

void SecretStore::write(const QString &key, const QString &secret)
{
    QKeychain::Job *job = nullptr;
    if (secret.isEmpty()) {
        job = new QKeychain::DeletePasswordJob(kService, this);
    } else {
        auto *writing = new QKeychain::WritePasswordJob(kService, this);
        writing->setTextData(secret);
        job = writing;
    }
    job->setKey(key);
    connect(job, &QKeychain::Job::finished, this, [this, job, key, secret](QKeychain::Job *) {
        const bool isGone = secret.isEmpty() && job->error() == QKeychain::EntryNotFound;
        if (job->error() != QKeychain::NoError && !isGone)
            return Q_EMIT failed(key, job->errorString());
        remember(key, !secret.isEmpty());
        Q_EMIT written(key, secret);
    });
    job->start();
}

#else

bool SecretStore::isBuiltIn()
{
    return false;
}

void SecretStore::readNext(const QStringList &keys, QMap<QString, QString> secrets)
{
    Q_UNUSED(keys)
    Q_EMIT read(secrets);
}

void SecretStore::write(const QString &key, const QString &secret)
{
    Q_UNUSED(secret)
    Q_EMIT failed(key, tr("this build has no keychain"));
}

#endif

} // namespace ui
