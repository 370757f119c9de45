"""Short articles in the project's own words, about companies that do not exist: long enough to be taken for articles, unlike each other."""

MIRABELLE = (
    "La société fictive Mirabelle a ouvert mardi une usine de batteries à Épinal, a annoncé son directeur général, Paul Verdier. "
    "Mirabelle compte y recruter 240 personnes avant la fin de l'année, selon un communiqué publié dans la matinée. "
    "« Épinal a tout ce qu'il nous faut », a déclaré Paul Verdier devant la presse locale réunie sur place. "
    "Mirabelle avait levé 35 millions d'euros en 2023 auprès du fonds Hautes-Chaumes, et vise désormais le marché italien."
)
BELLADONE = (
    "Le fabricant de skis Belladone rachète son rival suisse Valserine pour 18 millions d'euros. L'accord a été signé lundi à Grenoble, "
    "où les deux maisons avaient engagé leurs discussions au printemps. Les ateliers de Valserine garderont leur nom et leurs "
    "quarante salariés, promet Inès Charvet, présidente de Belladone. Le nouvel ensemble vendra près de 90 000 paires par hiver. "
    "Belladone a réalisé 61 millions d'euros de chiffre d'affaires en 2025, en hausse de 7 % sur un an."
)
CAPUCINE = (
    "Capucine, l'éditeur breton de jeux pour enfants, supprimera 30 emplois à Brest. La direction l'a annoncé jeudi aux élus du "
    "personnel, qui demandent une expertise. Le studio de Rennes n'est pas concerné. Un partenariat avec la chaîne Télé-Iroise, prévu "
    "pour janvier 2027, est maintenu. « Nous avons grandi trop vite », reconnaît Yann Kerleau, fondateur de Capucine. Les premières "
    "réunions de négociation auront lieu en décembre, et le plan doit être présenté à l'administration avant la fin de l'hiver."
)
HARBINGER = (
    "Harbinger Foods has appointed Priya Raman as its chief financial officer. She joins from the retailer Coldwater, where she spent "
    "nine years, and will start on 4 January 2027. The company, which makes frozen meals in Leeds, reported revenue of 210 million "
    "pounds last year. It also plans to open a second factory in Cork, with 120 jobs. Union leaders welcomed the news, although they "
    "want to know what will become of the old canteen. Harbinger said that it would answer them before Christmas."
)
HORTENSIA = (
    "Le voyagiste Hortensia ouvre une agence à Toulouse, rue des Filatiers. Elle accueillera ses premiers clients le 11 janvier 2027. "
    "L'entreprise, née à Bayonne, exploite déjà douze agences dans le Sud-Ouest. « On vient encore nous voir pour parler », assure sa "
    "directrice, Maïté Etcheverry. Hortensia a transporté 84 000 voyageurs en 2025. Une treizième agence, à Perpignan, est à l'étude. "
    "La ville de Toulouse, propriétaire des murs, a consenti un loyer réduit pendant deux ans."
)
IBISCUS = (
    "Ibiscus lève 12 millions d'euros pour ses capteurs d'humidité. Le tour de table est mené par le fonds Garrigue Partenaires, avec "
    "la participation de la région Occitanie. La jeune pousse montpelliéraine équipe les vignes de capteurs sans pile. Elle prévoit de "
    "doubler ses effectifs, à cinquante personnes, d'ici à la fin de 2027. Samir Haddad, son fondateur, veut désormais convaincre les "
    "domaines espagnols. Ibiscus avait été créée en 2021 à l'institut agronomique."
)
JACINTHE = (
    "Le tribunal de commerce de Nantes a condamné jeudi le loueur de vélos Jacinthe à verser 600 000 euros à la métropole. La société "
    "n'avait pas retiré ses engins des berges, comme son contrat l'y obligeait. Jacinthe annonce qu'elle fera appel. « Ce jugement "
    "oublie tout ce que nous avons déjà enlevé », regrette Nora Pradel, sa présidente. La métropole, de son côté, a nommé Bruno Lestang "
    "délégué aux mobilités. Il prendra ses fonctions le 1er février 2027."
)
