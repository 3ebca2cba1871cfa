/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Given names and surnames of the United States, the common ones first.  Source: U.S. Census Bureau, frequently occurring names
 * (public domain).  Short forms put together by hand.
 */
#include "sandbox/seed_names.h"

static const char *const female[] = {
    "Mary", "Patricia", "Linda", "Barbara", "Elizabeth", "Jennifer", "Maria", "Susan", "Margaret", "Dorothy",
    "Lisa", "Nancy", "Karen", "Betty", "Helen", "Sandra", "Donna", "Carol", "Ruth", "Sharon", "Michelle", "Laura",
    "Sarah", "Kimberly", "Deborah", "Jessica", "Shirley", "Cynthia", "Angela", "Melissa", "Brenda", "Amy", "Anna",
    "Rebecca", "Virginia", "Kathleen", "Pamela", "Martha", "Debra", "Amanda", "Stephanie", "Carolyn", "Christine",
    "Janet", "Marie", "Catherine", "Frances", "Ann", "Joyce", "Diane", "Alice", "Julie", "Heather", "Teresa",
    "Doris", "Gloria", "Evelyn", "Cheryl", "Jean", "Katherine", "Mildred", "Joan", "Ashley", "Judith", "Rose",
    "Janice", "Kelly", "Nicole", "Judy", "Christina", "Kathy", "Theresa", "Beverly", "Denise", "Tammy", "Irene",
    "Jane", "Lori", "Rachel", "Marilyn", "Andrea", "Kathryn", "Louise", "Sara", "Anne", "Jacqueline", "Wanda",
    "Bonnie", "Julia", "Ruby", "Lois", "Tina", "Phyllis", "Norma", "Paula", "Annie", "Diana", "Lillian", "Emily",
    "Peggy", "Robin", "Crystal", "Gladys", "Rita", "Dawn", "Connie", "Florence", "Edna", "Tracy", "Carmen",
    "Tiffany", "Rosa", "Cindy", "Grace", "Wendy", "Victoria", "Edith", "Kim", "Sherry", "Josephine", "Sylvia",
    "Shannon", "Sheila", "Thelma", "Ethel", "Elaine", "Ellen", "Marjorie", "Carrie", "Charlotte", "Esther",
    "Monica", "Emma", "Pauline", "Juanita", "Anita", "Rhonda", "Hazel", "Amber", "Eva", "Debbie", "April", "Leslie",
    "Clara", "Jamie", "Lucille", "Eleanor", "Joanne", "Danielle", "Valerie", "Megan", "Alicia", "Gail", "Michele",
    "Suzanne", "Bertha", "Darlene", "Jill", "Veronica", "Erin", "Geraldine", "Cathy", "Lauren", "Joann", "Lorraine",
    "Lynn", "Sally", "Regina", "Beatrice", "Erica",
};

static const char *const male[] = {
    "James", "John", "Robert", "Michael", "William", "David", "Richard", "Charles", "Joseph", "Thomas",
    "Christopher", "Daniel", "Paul", "Mark", "Donald", "George", "Kenneth", "Steven", "Edward", "Brian", "Ronald",
    "Anthony", "Kevin", "Jason", "Matthew", "Gary", "Timothy", "Jose", "Larry", "Jeffrey", "Frank", "Scott", "Eric",
    "Stephen", "Andrew", "Raymond", "Gregory", "Joshua", "Jerry", "Dennis", "Walter", "Patrick", "Peter", "Harold",
    "Douglas", "Henry", "Carl", "Arthur", "Ryan", "Roger", "Joe", "Juan", "Jack", "Albert", "Jonathan", "Justin",
    "Terry", "Gerald", "Keith", "Samuel", "Willie", "Lawrence", "Ralph", "Nicholas", "Roy", "Benjamin", "Bruce",
    "Brandon", "Adam", "Fred", "Harry", "Wayne", "Billy", "Steve", "Louis", "Jeremy", "Aaron", "Randy", "Eugene",
    "Howard", "Carlos", "Russell", "Bobby", "Victor", "Martin", "Ernest", "Phillip", "Todd", "Jesse", "Craig",
    "Alan", "Shawn", "Chris", "Clarence", "Philip", "Sean", "Johnny", "Earl", "Jimmy", "Antonio", "Bryan", "Danny",
    "Tony", "Luis", "Mike", "Leonard", "Stanley", "Nathan", "Dale", "Manuel", "Curtis", "Rodney", "Norman", "Allen",
    "Marvin", "Vincent", "Glenn", "Jeff", "Jeffery", "Travis", "Chad", "Jacob", "Alfred", "Lee", "Melvin",
    "Francis", "Kyle", "Bradley", "Herbert", "Jesus", "Frederick", "Ray", "Joel", "Edwin", "Don", "Eddie", "Ricky",
    "Randall", "Troy", "Barry", "Alexander", "Bernard", "Leroy", "Mario", "Francisco", "Marcus", "Clifford",
    "Micheal", "Theodore", "Miguel", "Oscar", "Jay", "Jim", "Tom", "Alex", "Calvin", "Jon", "Ronnie", "Bill",
    "Derek", "Leon", "Lloyd", "Tommy", "Warren", "Darrell", "Jerome", "Floyd", "Leo", "Alvin", "Dean",
};

static const char *const last[] = {
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Rodriguez", "Martinez",
    "Hernandez", "Lopez", "Gonzalez", "Wilson", "Anderson", "Thomas", "Taylor", "Moore", "Jackson", "Martin", "Lee",
    "Perez", "Thompson", "White", "Harris", "Sanchez", "Clark", "Ramirez", "Lewis", "Robinson", "Walker", "Young",
    "Allen", "King", "Wright", "Scott", "Torres", "Nguyen", "Hill", "Flores", "Green", "Adams", "Nelson", "Baker",
    "Hall", "Rivera", "Campbell", "Mitchell", "Carter", "Roberts", "Gomez", "Phillips", "Evans", "Turner", "Diaz",
    "Parker", "Cruz", "Edwards", "Collins", "Reyes", "Stewart", "Morris", "Morales", "Murphy", "Cook", "Rogers",
    "Gutierrez", "Ortiz", "Morgan", "Cooper", "Peterson", "Bailey", "Reed", "Kelly", "Howard", "Ramos", "Kim",
    "Cox", "Ward", "Richardson", "Watson", "Brooks", "Chavez", "Wood", "James", "Bennett", "Gray", "Mendoza",
    "Ruiz", "Hughes", "Price", "Alvarez", "Castillo", "Sanders", "Patel", "Myers", "Long", "Ross", "Foster",
    "Jimenez", "Powell", "Jenkins", "Perry", "Russell", "Sullivan", "Bell", "Coleman", "Butler", "Henderson",
    "Barnes", "Gonzales", "Fisher", "Vasquez", "Simmons", "Romero", "Jordan", "Patterson", "Alexander", "Hamilton",
    "Graham", "Reynolds", "Griffin", "Wallace", "Moreno", "West", "Cole", "Hayes", "Bryant", "Herrera", "Gibson",
    "Ellis", "Tran", "Medina", "Aguilar", "Stevens", "Murray", "Ford", "Castro", "Marshall", "Owens", "Harrison",
    "Fernandez", "McDonald", "Woods", "Washington", "Kennedy", "Wells", "Vargas", "Henry", "Chen", "Freeman",
    "Webb", "Tucker", "Guzman", "Burns", "Crawford", "Olson", "Simpson", "Porter", "Hunter", "Gordon", "Mendez",
    "Silva", "Shaw", "Snyder", "Mason", "Dixon", "Munoz", "Hunt", "Hicks", "Holmes", "Palmer", "Wagner", "Black",
    "Robertson", "Boyd", "Rose", "Stone", "Salazar", "Fox", "Warren", "Mills", "Meyer", "Rice", "Schmidt", "Garza",
    "Daniels", "Ferguson", "Nichols", "Stephens", "Soto", "Weaver", "Ryan", "Gardner", "Payne", "Grant", "Dunn",
    "Kelley", "Spencer", "Hawkins", "Arnold", "Pierce", "Vazquez", "Hansen", "Peters", "Santos", "Hart", "Bradley",
    "Knight", "Elliott", "Cunningham", "Duncan", "Armstrong", "Hudson", "Carroll", "Lane", "Riley", "Andrews",
    "Alvarado", "Ray", "Delgado", "Berry", "Perkins", "Hoffman", "Johnston", "Matthews", "Pena", "Richards",
    "Contreras", "Willis", "Carpenter", "Lawrence", "Sandoval", "Guerrero", "George", "Chapman", "Rios", "Estrada",
    "Ortega", "Watkins",
};

static const struct seed_nickname nicknames[] = {
    {"Alexander", "Alex"}, {"Andrew", "Andy"}, {"Anthony", "Tony"}, {"Benjamin", "Ben"}, {"Charles", "Charlie"},
    {"Charles", "Chuck"}, {"Christopher", "Chris"}, {"Daniel", "Dan"}, {"David", "Dave"}, {"Donald", "Don"},
    {"Douglas", "Doug"}, {"Edward", "Ed"}, {"Edward", "Ted"}, {"Eugene", "Gene"}, {"Frederick", "Fred"}, {"Gerald",
    "Jerry"}, {"Gregory", "Greg"}, {"Harold", "Harry"}, {"Henry", "Hank"}, {"Jack", "Jackie"}, {"Jacob", "Jake"},
    {"James", "Jim"}, {"James", "Jimmy"}, {"Jeffrey", "Jeff"}, {"Jerome", "Jerry"}, {"John", "Jack"}, {"John",
    "Johnny"}, {"Jonathan", "Jon"}, {"Joseph", "Joe"}, {"Joshua", "Josh"}, {"Kenneth", "Ken"}, {"Lawrence",
    "Larry"}, {"Leonard", "Len"}, {"Matthew", "Matt"}, {"Michael", "Mike"}, {"Nathan", "Nate"}, {"Nicholas",
    "Nick"}, {"Patrick", "Pat"}, {"Peter", "Pete"}, {"Philip", "Phil"}, {"Raymond", "Ray"}, {"Richard", "Rick"},
    {"Richard", "Dick"}, {"Robert", "Bob"}, {"Robert", "Rob"}, {"Ronald", "Ron"}, {"Russell", "Russ"}, {"Samuel",
    "Sam"}, {"Stephen", "Steve"}, {"Steven", "Steve"}, {"Theodore", "Ted"}, {"Thomas", "Tom"}, {"Timothy", "Tim"},
    {"Vincent", "Vince"}, {"Walter", "Walt"}, {"William", "Bill"}, {"William", "Will"}, {"Zachary", "Zach"},
    {"Abigail", "Abby"}, {"Amanda", "Mandy"}, {"Barbara", "Barb"}, {"Carolyn", "Carol"}, {"Catherine", "Cathy"},
    {"Christina", "Tina"}, {"Christine", "Chris"}, {"Cynthia", "Cindy"}, {"Deborah", "Debbie"}, {"Diana", "Di"},
    {"Dorothy", "Dot"}, {"Elizabeth", "Liz"}, {"Elizabeth", "Beth"}, {"Emily", "Em"}, {"Evelyn", "Evie"},
    {"Frances", "Fran"}, {"Jacqueline", "Jackie"}, {"Janet", "Jan"}, {"Jennifer", "Jen"}, {"Jessica", "Jess"},
    {"Joanne", "Jo"}, {"Judith", "Judy"}, {"Julia", "Julie"}, {"Katherine", "Kate"}, {"Kathleen", "Kathy"},
    {"Kimberly", "Kim"}, {"Linda", "Lin"}, {"Margaret", "Maggie"}, {"Margaret", "Peggy"}, {"Martha", "Marty"},
    {"Mary", "Molly"}, {"Melissa", "Missy"}, {"Nancy", "Nan"}, {"Pamela", "Pam"}, {"Patricia", "Pat"}, {"Patricia",
    "Trish"}, {"Rebecca", "Becky"}, {"Samantha", "Sam"}, {"Sandra", "Sandy"}, {"Sharon", "Shari"}, {"Stephanie",
    "Steph"}, {"Susan", "Sue"}, {"Teresa", "Terry"}, {"Theresa", "Tess"}, {"Victoria", "Vicky"}, {"Virginia",
    "Ginny"},
};

const struct seed_language seed_english = {
    .female = {female, sizeof female / sizeof female[0]},
    .male = {male, sizeof male / sizeof male[0]},
    .last = {last, sizeof last / sizeof last[0]},
    .nicknames = nicknames,
    .n_nicknames = sizeof nicknames / sizeof nicknames[0],
};
