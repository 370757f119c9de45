// The page's own words. What the bot says comes in the language chosen here, from the bot.

const WORDS = {
  en: {
    speaking: "Speaking as", online: "Vigie is online", offline: "Vigie is not connected", write: "Message #{channel}",
    attach: "Attach a file", slash: "Commands", send: "Send", ephemeral: "Only you can see this", dismiss: "Dismiss", thinking: "is thinking…", edited: "(edited)",
    used: "used", silent: "The application did not respond", failed: "Something went wrong: ", edit: "Edit", remove: "Delete", reply: "Reply",
    apps: "Apps", save: "Save", cancel: "Cancel", submit: "Submit", choose: "Choose…", today: "Today", yesterday: "Yesterday", admin: "administrator",
    gone: "Original message was deleted", replying: "Replying to", long: "Longer than 2000 characters: it will be sent as message.txt",
    empty: "Nothing here yet. Post a link or an article, or type / to see the commands.", none: "No command of that name", optional: "optional",
    yes: "Yes", no: "No", run: "Run", loading: "Looking…", nothing: "No suggestion", required: "This is needed", deleteQuestion: "Delete this message?",
  },
  fr: {
    speaking: "Qui parle", online: "Vigie est en ligne", offline: "Vigie n’est pas connectée", write: "Écrire dans #{channel}",
    attach: "Joindre un fichier", slash: "Commandes", send: "Envoyer", ephemeral: "Vous seul pouvez voir ceci", dismiss: "Masquer", thinking: "réfléchit…", edited: "(modifié)",
    used: "a utilisé", silent: "L’application n’a pas répondu", failed: "Cela n’a pas marché : ", edit: "Modifier", remove: "Supprimer", reply: "Répondre",
    apps: "Applications", save: "Enregistrer", cancel: "Annuler", submit: "Envoyer", choose: "Choisir…", today: "Aujourd’hui", yesterday: "Hier",
    admin: "administration", gone: "Le message d’origine a été supprimé", replying: "Réponse à",
    long: "Plus de 2000 caractères : le texte partira en pièce jointe message.txt",
    empty: "Rien pour l’instant. Postez un lien ou un article, ou tapez / pour voir les commandes.", none: "Aucune commande de ce nom", optional: "facultatif",
    yes: "Oui", no: "Non", run: "Lancer", loading: "Recherche…", nothing: "Aucune suggestion", required: "Ceci est nécessaire",
    deleteQuestion: "Supprimer ce message ?",
  },
};

export const LOCALES = { en: "en-US", fr: "fr" };

let language = "en";

export function speak(chosen) {
  language = WORDS[chosen] ? chosen : "en";
  document.documentElement.lang = language;
}

export function spoken() {
  return language;
}

/** A word or sentence in the page's language. */
export function word(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), WORDS[language][key]);
}

/** A name or description of a command in the page's language. */
export function localised(item, key) {
  return item[`${key}_localizations`]?.[LOCALES[language]] ?? item[`${key}_localizations`]?.[language] ?? item[key] ?? "";
}

const SHAPES = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
};
const STEPS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** A moment written as Discord writes `<t:seconds:style>`. */
export function moment(seconds, style = "f") {
  if (style !== "R") return new Intl.DateTimeFormat(language, SHAPES[style] ?? SHAPES.f).format(new Date(seconds * 1000));
  const away = seconds - Date.now() / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(away) >= length) ?? STEPS.at(-1);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.round(away / size), unit);
}

/** The day of a message, as a heading. */
export function day(date) {
  const start = (value) => new Date(value.getFullYear(), value.getMonth(), value.getDate()).getTime();
  const ago = Math.round((start(new Date()) - start(date)) / 86400000);
  if (ago === 0) return word("today");
  return ago === 1 ? word("yesterday") : new Intl.DateTimeFormat(language, { dateStyle: "full" }).format(date);
}
