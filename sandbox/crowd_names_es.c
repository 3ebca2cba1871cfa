/* SPDX-License-Identifier: Apache-2.0 */
/* Names as one meets them in Spain. */
#include "sandbox/crowd_places.h"

#define LIST(array)                                                                                                    \
	{                                                                                                              \
		array, sizeof array / sizeof array[0]                                                                  \
	}

/* clang-format off */
static const char *const female[] = {
	"María Carmen", "María", "Carmen", "Josefa", "Isabel", "Ana María", "María Pilar", "María Dolores", "Laura",
	"Ana", "María Teresa", "Cristina", "Marta", "María Ángeles", "Lucía", "María Isabel", "María José",
	"Francisca", "Antonia", "Dolores", "Sara", "Paula", "Elena", "Raquel", "María Luisa", "Rosa María", "Manuela",
	"María Jesús", "Pilar", "Concepción", "Mercedes", "Julia", "Alba", "Beatriz", "Silvia", "Nuria", "Irene",
	"Patricia", "Rocío", "Montserrat", "Andrea", "Rosario", "Juana", "Teresa", "Encarnación", "Mónica", "Alicia",
	"María Mercedes", "Marina", "Susana", "Sandra", "Yolanda", "Sonia", "Natalia", "Eva", "Rosa", "Claudia",
	"Margarita", "Ángela", "Inmaculada", "Sofía", "Carla", "María Rosario", "Inés", "Ana Isabel", "Noelia",
	"Verónica", "Amparo", "Lorena", "Esther", "Nieves", "Victoria", "Carolina", "Catalina", "Consuelo", "Luisa",
	"Lidia", "Miriam", "Gloria", "Emilia", "Aurora",
};

static const char *const male[] = {
	"Antonio", "Manuel", "José", "Francisco", "David", "Juan", "Javier", "José Antonio", "Daniel",
	"Francisco Javier", "José Luis", "Carlos", "Jesús", "Alejandro", "Miguel", "José Manuel", "Rafael",
	"Miguel Ángel", "Pablo", "Pedro", "Ángel", "Sergio", "Fernando", "Jorge", "Luis", "Alberto", "Juan Carlos",
	"Álvaro", "Adrián", "Juan José", "Diego", "Raúl", "Iván", "Juan Antonio", "Rubén", "Enrique", "Óscar",
	"Ramón", "Vicente", "Andrés", "Juan Manuel", "Joaquín", "Santiago", "Víctor", "Eduardo", "Mario", "Roberto",
	"Jaime", "Francisco José", "Ignacio", "Marcos", "Alfonso", "Jordi", "Hugo", "Ricardo", "Salvador",
	"Guillermo", "Emilio", "Gabriel", "Gonzalo", "Julio", "Julián", "Tomás", "José Miguel", "José Ramón", "Félix",
	"Joan", "Agustín", "Nicolás", "Héctor", "Samuel", "Martín", "Cristian", "Ismael", "Mateo", "Sebastián",
	"Gregorio", "Domingo", "Esteban", "Aitor", "Lorenzo",
};

static const char *const last[] = {
	"García", "Rodríguez", "González", "Fernández", "López", "Martínez", "Sánchez", "Pérez", "Gómez", "Martín",
	"Jiménez", "Ruiz", "Hernández", "Díaz", "Moreno", "Muñoz", "Álvarez", "Romero", "Alonso", "Gutiérrez",
	"Navarro", "Torres", "Domínguez", "Vázquez", "Ramos", "Gil", "Ramírez", "Serrano", "Blanco", "Molina",
	"Morales", "Suárez", "Ortega", "Delgado", "Castro", "Ortiz", "Rubio", "Marín", "Sanz", "Núñez", "Iglesias",
	"Medina", "Garrido", "Cortés", "Castillo", "Santos", "Lozano", "Guerrero", "Cano", "Prieto", "Méndez", "Cruz",
	"Calvo", "Gallego", "Vidal", "León", "Márquez", "Herrera", "Peña", "Flores", "Cabrera", "Campos", "Vega",
	"Fuentes", "Carrasco", "Díez", "Reyes", "Caballero", "Nieto", "Aguilar", "Pascual", "Santana", "Herrero",
	"Lorenzo", "Montero", "Hidalgo", "Giménez", "Ibáñez", "Ferrer", "Durán", "Santiago", "Benítez", "Vargas",
	"Mora", "Arias", "Vicente", "Carmona", "Crespo", "Román", "Pastor", "Soto", "Sáez", "Velasco", "Moya",
	"Soler", "Parra", "Esteban", "Bravo", "Gallardo", "Rojas", "Pardo", "Merino", "Franco", "Espinosa",
	"Izquierdo", "Lara", "Rivas", "Rivera", "Silva", "Casado", "Arroyo", "Redondo", "Camacho", "Rey", "Vera",
	"Otero", "Luque", "Galán", "Montes", "Ríos", "Sierra", "Segura", "Carrillo", "Marcos", "Marti", "Soriano",
	"Mendoza",
};

static const char *const heads[] = {
	"Al", "Arri", "Az", "Bara", "Bel", "Beni", "Caba", "Cala", "Cam", "Car", "Casa", "Eche", "Ela", "Es", "Fon",
	"Gala", "Goi", "Gra", "Guer", "Iba", "Iri", "Lara", "Lei", "Man", "Mari", "Men", "Mon", "Mu", "Na", "Or",
	"Pala", "Pe", "Ra", "Ri", "Ro", "Sala", "San", "Se", "So", "Ta", "Tor", "Uri", "Val", "Vela", "Vi", "Za",
	"Zu",
};

static const char *const tails[] = {
	"barría", "beitia", "berri", "biar", "bosa", "cedo", "chea", "cos", "dal", "dero", "do", "fría", "gaña",
	"garay", "gorri", "güenza", "jano", "lar", "les", "llo", "lobos", "mar", "menta", "monte", "na", "nda",
	"nero", "nte", "ña", "ola", "pedo", "que", "rán", "rat", "rena", "rias", "ro", "rola", "rrero", "sada",
	"seda", "sola", "ta", "tegui", "tero", "varro", "ve", "vera", "zábal", "zar", "zo", "zuela",
};

static const struct seed_nickname nicknames[] = {
	{"Antonio", "Toni"}, {"Manuel", "Manolo"}, {"José", "Pepe"}, {"Francisco", "Paco"}, {"Francisco", "Fran"},
	{"Francisco", "Kiko"}, {"Javier", "Javi"}, {"Francisco Javier", "Javier"}, {"José Antonio", "Toño"},
	{"José Luis", "Pepe"}, {"Alejandro", "Álex"}, {"José Manuel", "José"}, {"Rafael", "Rafa"},
	{"Miguel Ángel", "Miguel"}, {"Fernando", "Nando"}, {"Alberto", "Beto"}, {"Juan Carlos", "Juanca"},
	{"Juan José", "Juanjo"}, {"Eduardo", "Edu"}, {"Roberto", "Rober"}, {"Ignacio", "Nacho"},
	{"Guillermo", "Guille"}, {"Enrique", "Quique"}, {"Salvador", "Salva"}, {"Santiago", "Santi"},
	{"Jesús", "Chus"}, {"Pedro", "Perico"}, {"Ricardo", "Richi"}, {"Carmen", "Mamen"}, {"María Carmen", "Carmen"},
	{"María Dolores", "Lola"}, {"Dolores", "Lola"}, {"María Teresa", "Maite"}, {"María José", "Majo"},
	{"Concepción", "Concha"}, {"Mercedes", "Merche"}, {"Josefa", "Pepa"}, {"Francisca", "Paqui"},
	{"Isabel", "Isa"}, {"María Isabel", "Maribel"}, {"Cristina", "Cris"}, {"Beatriz", "Bea"},
	{"Montserrat", "Montse"}, {"Rosario", "Charo"}, {"Encarnación", "Encarna"}, {"Inmaculada", "Inma"},
	{"María Luisa", "Marisa"}, {"Ana María", "Ana"}, {"Rosa María", "Rosa"}, {"María Pilar", "Pilar"},
	{"Pilar", "Pili"}, {"Manuela", "Manoli"}, {"Antonia", "Toñi"},
};

static const struct seed_language names = {
	.female = LIST(female),
	.male = LIST(male),
	.last = LIST(last),
	.nicknames = nicknames,
	.n_nicknames = sizeof nicknames / sizeof nicknames[0],
};

const struct crowd_culture crowd_spanish = {
	.names = &names,
	.flatness = 6,
	.common_permille = 700,
	.heads = LIST(heads),
	.tails = LIST(tails),
	.two_surnames = true,
};
/* clang-format on */
