// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/proxyconfig.h"

#include "proxy/models/modeltable.h"

namespace proxy {

ModelTable ProxyConfig::modelTable() const
{
    return models ? *models : ModelTable();
}

const char *name(RouterMode mode)
{
    return mode == RouterMode::Aggressive ? "aggressive" : "balanced";
}

const char *name(RouterProvider provider)
{
    switch (provider) {
    case RouterProvider::Anthropic:
        return "anthropic";
    case RouterProvider::OpenAi:
        return "openai";
    case RouterProvider::Gemini:
        return "gemini";
    case RouterProvider::Auto:
        break;
    }
    return "auto";
}

const char *name(RouterClassifier classifier)
{
    switch (classifier) {
    case RouterClassifier::Morph:
        return "morph";
    case RouterClassifier::Local:
        return "local";
    case RouterClassifier::LocalThenMorph:
        return "local-then-morph";
    case RouterClassifier::MorphThenLocal:
        break;
    }
    return "morph-then-local";
}

} // namespace proxy
