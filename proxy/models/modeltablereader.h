// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modeltablecontent.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QSet>
#include <QString>

#include <optional>

namespace proxy {

/// Reads one table of models from JSON and stops at the first fault. Used once.
class ModelTableReader final
{
public:
    enum class Source { BuiltIn, User };

    /// The rows that are read are laid over @p content.
    ModelTableReader(ModelTable::Content content, Source source);

    /// Returns the table, or the first fault.
    [[nodiscard]] ModelTable::Read read(const QByteArray &json);

private:
    void readHead(const QJsonObject &root);
    void readDay(const QJsonValue &day);
    void readLifetimes(const QJsonValue &value);
    void readFamilies(const QJsonValue &value);
    void readClasses(const QJsonValue &value);
    void readAliases(const QJsonValue &value);
    void readModel(const QByteArray &id, const QJsonValue &value);
    void readWords(ModelFacts &facts, QJsonObject &object, const QString &where);
    void readCache(ModelFacts &facts, QJsonObject &object, const QString &where);
    void readThinking(ModelFacts &facts, const QJsonValue &value, const QString &where);
    void readPrice(ModelPrice &price, const QJsonValue &value, const QString &where);
    void readPrices(ModelPrice &price, QJsonObject &object, const QString &where);
    void readFactors(ModelPrice &price, const QJsonValue &value, const QString &where);
    void takeFlag(bool &flag, const QJsonValue &value, const QString &where);
    [[nodiscard]] double number(const QJsonValue &value, double most, const QString &where);
    [[nodiscard]] QByteArray word(const QJsonValue &value, const QString &where);
    [[nodiscard]] ModelTier tier(const QJsonValue &value, const QString &where);
    void take(std::optional<qint64> &field, const QJsonValue &value, const QString &where);
    void take(std::optional<bool> &field, const QJsonValue &value, const QString &where);
    void take(std::optional<QList<QByteArray>> &field, const QJsonValue &value,
              const QString &where);
    void take(std::optional<PicoDollars> &field, const QJsonValue &value, double most,
              const QString &where);
    [[nodiscard]] QList<QByteArray> names(const QJsonValue &value, const QString &where);
    [[nodiscard]] bool isObject(const QJsonValue &value, const QString &where);
    void checkLeft(const QJsonObject &object, const QString &where);
    void complain(const QString &where, const QString &what);

    ModelTable::Content m_content;
    Source m_source;
    QSet<QByteArray> m_families; ///< families that a user's row may name
    std::optional<ModelTableFault> m_fault;
};

} // namespace proxy
